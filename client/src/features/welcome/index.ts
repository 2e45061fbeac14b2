import { commands, l10n, Uri, window, type ExtensionContext } from 'vscode';
import type { Server } from '../../infrastructure/server';
import type { RecipeStatuses } from '../status/statuses';
import { openExample } from './example';
import { guideAddress, guides } from './guides';

/** What somebody meets first: the walkthrough, the example that comes with the package, and the guides. */
export function activateWelcome(context: ExtensionContext, server: Server, statuses: RecipeStatuses): void {
  const walkthrough = `${context.extension.id}#start`;
  context.subscriptions.push(
    commands.registerCommand('optrecipe.openWalkthrough', () => commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false)),
    commands.registerCommand('optrecipe.openExample', () => openExample(context.extensionUri)),
    commands.registerCommand('optrecipe.openGuide', (name?: unknown) => openGuide(server, name)),
    // The walkthrough ticks off the run that saving caused, too.
    statuses.onDidChange(({ busy, detail }) => {
      if (!busy && detail !== '') void commands.executeCommand('setContext', 'optrecipe.hasRun', true);
    }),
  );
}

async function openGuide(server: Server, name: unknown): Promise<void> {
  const known = guides();
  const guide = known.find(each => each.name === name) ?? (await pickGuide(known));
  if (guide === undefined) return;
  try {
    await server.ready();
    await commands.executeCommand('markdown.showPreview', Uri.parse(guideAddress(guide.name), true));
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

async function pickGuide(known: ReturnType<typeof guides>): Promise<(typeof known)[number] | undefined> {
  const items = known.map(guide => ({ label: guide.title, guide }));
  return (await window.showQuickPick(items, { title: l10n.t('Open Guide'), placeHolder: l10n.t('What do you want to do?') }))?.guide;
}
