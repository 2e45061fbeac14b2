import { l10n, Uri, window, type QuickPickItem } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { CancelRunRequest } from './protocol';
import { titleOf } from './recipeUri';
import type { Runs } from './runs';

interface RunItem extends QuickPickItem {
  readonly uris: readonly string[];
}

/** `Cancel Run`: the run of the recipe that is handed over when it has one, else the only one, else the one that is picked, or all. */
export async function cancelRun(server: Server, runs: Runs, argument: unknown): Promise<void> {
  const given = argument instanceof Uri || typeof argument === 'string' ? argument.toString() : undefined;
  const uris = given !== undefined && runs.recipes.includes(given) ? [given] : await pickRuns(runs);
  // From the last one on, so that none starts while those before it end.
  for (const uri of [...uris].reverse()) await server.ask(CancelRunRequest, { uri });
}

async function pickRuns({ recipes, now }: Runs): Promise<readonly string[]> {
  if (recipes.length < 2) return recipes;
  const all: RunItem = { label: l10n.t('All Runs'), uris: recipes };
  const stateOf = (uri: string): string => (uri === now.running?.uri ? l10n.t('running') : l10n.t('waiting'));
  const items = recipes.map((uri): RunItem => ({ label: titleOf(uri), description: stateOf(uri), uris: [uri] }));
  return (await window.showQuickPick([all, ...items], { title: l10n.t('Cancel Run'), placeHolder: l10n.t('The run to cancel') }))?.uris ?? [];
}
