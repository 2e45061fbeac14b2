import { CancellationTokenSource, commands, l10n, ProgressLocation, Uri, window, workspace, type LogOutputChannel } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { reportComparison, reportOutcome, reportOutcomes, type Finished } from './outcome';
import { RunRequest } from './protocol';
import { nameOf, titleOf } from './recipeUri';
import type { Runs } from './runs';

/** How long a run goes on in the status bar alone before a notification with Cancel appears. */
const QUIET_MILLISECONDS = 2000;

export interface RunWishes {
  /** Overwrite files that no earlier run of the recipe wrote. */
  readonly force?: boolean;
  /** Run also when nothing has changed. */
  readonly again?: boolean;
  readonly opensReport?: boolean;
  /** Run all variants of the recipe's table and open their comparison. */
  readonly variants?: boolean;
}

/** Runs that somebody gave a command for: with their progress, their cancel button and their outcome. */
export class RecipeRunner {
  readonly #server: Server;
  readonly #runs: Runs;
  readonly #log: LogOutputChannel;

  constructor(server: Server, runs: Runs, log: LogOutputChannel) {
    this.#server = server;
    this.#runs = runs;
    this.#log = log;
  }

  async run(recipes: readonly Uri[], wishes: RunWishes = {}): Promise<void> {
    const [first] = recipes;
    if (first === undefined) return void window.showInformationMessage(l10n.t('Open a recipe (`*.optrecipe.yaml`) to run it'));
    if (!workspace.isTrusted) return askForTrust();
    try {
      const finished = await this.#runWithProgress(recipes, wishes);
      if (recipes.length > 1) return reportOutcomes(finished, this.#log);
      for (const { uri, answer } of finished) {
        const report = wishes.variants === true ? reportComparison(uri, answer, this.#log) : reportOutcome(uri, answer, this.#log, wishes.opensReport);
        const more = await report;
        if (more !== undefined) await this.run([first], { ...wishes, [more]: true });
      }
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  /** Starts all at once; the server makes them wait for each other. */
  async #runWithProgress(recipes: readonly Uri[], { force = false, again = false, variants = false }: RunWishes): Promise<readonly Finished[]> {
    const cancellation = new CancellationTokenSource();
    const ask = async (uri: Uri): Promise<Finished> => {
      const answer = await this.#server.ask(RunRequest, { uri: uri.toString(), force, again, variants }, cancellation.token);
      return { uri, answer };
    };
    const all = Promise.all(recipes.map(ask));
    const title = recipes.length === 1 && recipes[0] !== undefined ? l10n.t('Running {0}', nameOf(recipes[0])) : l10n.t('Running {0} recipes', recipes.length);
    try {
      void this.#showLate(title, recipes, all, cancellation);
      return await all;
    } finally {
      cancellation.dispose();
    }
  }

  /** A notification, whose button cancels, for what takes longer than a moment. */
  async #showLate(title: string, recipes: readonly Uri[], all: Promise<unknown>, cancellation: CancellationTokenSource): Promise<void> {
    let isDone = false;
    const settled = all.then(() => undefined, () => undefined).then(() => void (isDone = true));
    await Promise.race([settled, new Promise(resolve => setTimeout(resolve, QUIET_MILLISECONDS))]);
    if (isDone) return;
    await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      token.onCancellationRequested(() => cancellation.cancel());
      let shown = 0;
      const show = (): void => {
        const { running } = this.#runs.now;
        const own = recipes.find(recipe => recipe.toString() === running?.uri);
        if (running === null || own === undefined) return progress.report({ message: l10n.t('waiting for other runs') });
        const message = [...(recipes.length > 1 ? [titleOf(own)] : []), running.message, ...(running.left === null ? [] : [running.left])].join(' · ');
        progress.report(recipes.length > 1 ? { message } : { message, increment: running.percentage - shown });
        shown = running.percentage;
      };
      const following = this.#runs.onDidChange(show);
      show();
      await settled;
      following.dispose();
    });
  }
}

async function askForTrust(): Promise<void> {
  const manage = l10n.t('Manage Trust');
  const choice = await window.showWarningMessage(l10n.t('Recipes do not run until the workspace is trusted'), manage);
  if (choice === manage) await commands.executeCommand('workbench.trust.manage');
}
