import { CancellationTokenSource, commands, l10n, ProgressLocation, Uri, window, workspace, type CancellationToken, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Server } from '../../infrastructure/server';
import { reportOutcome } from './outcome';
import { CancelRunRequest, RunRequest, type RunAnswer, type RunProgress } from './protocol';
import { recipeUri } from './recipeUri';

/** How long a run goes on quietly in the window's own progress before a notification with Cancel appears. */
const QUIET_MILLISECONDS = 2000;

/** `Run Recipe`: one run with its progress, its cancel button and its outcome. */
export class RecipeRunner {
  readonly #server: Server;
  readonly #log: LogOutputChannel;
  #running = 0;

  constructor(server: Server, log: LogOutputChannel) {
    this.#server = server;
    this.#log = log;
  }

  async run(argument: unknown, force = false, opensReport = false): Promise<void> {
    const recipe = recipeUri(typeof argument === 'string' || argument instanceof Uri ? argument : undefined);
    if (recipe === undefined) return void window.showInformationMessage(l10n.t('Open a recipe (`*.optrecipe.yaml`) to run it'));
    if (!workspace.isTrusted) return askForTrust();
    try {
      const answer = await this.#runWithProgress(await this.#server.connected(), recipe, force);
      if (await reportOutcome(answer, this.#log, opensReport)) await this.run(recipe, true, opensReport);
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  async #runWithProgress(client: LanguageClient, recipe: Uri, force: boolean): Promise<RunAnswer> {
    const cancellation = new CancellationTokenSource();
    const progress = new RunReports();
    const workDoneToken = `optrecipe.run.${Date.now()}.${this.#running++}`;
    const listener = client.onProgress(RunRequest, workDoneToken, report => progress.report(report));
    await commands.executeCommand('setContext', 'optrecipe.running', true);
    const answer = client.sendRequest(RunRequest, { uri: recipe.toString(), force, workDoneToken }, cancellation.token);
    const name = recipe.path.slice(recipe.path.lastIndexOf('/') + 1);
    try {
      showProgress(answer, progress, l10n.t('Running {0}', name), cancellation);
      return await answer;
    } finally {
      listener.dispose();
      cancellation.dispose();
      this.#running--;
      await commands.executeCommand('setContext', 'optrecipe.running', this.#running > 0);
    }
  }
}

export async function cancelRun(server: Server, argument: unknown): Promise<void> {
  const recipe = recipeUri(typeof argument === 'string' || argument instanceof Uri ? argument : undefined);
  if (recipe !== undefined) await server.current?.sendRequest(CancelRunRequest, { uri: recipe.toString() });
}

/** The last report of a run, for whoever shows it. */
class RunReports {
  #last: { readonly message: string; readonly percentage: number } = { message: '', percentage: 0 };
  #listener: ((message: string, increment: number) => void) | undefined;

  report(value: RunProgress): void {
    if (value.kind === 'end') return;
    const percentage = Math.max(this.#last.percentage, value.percentage ?? 0);
    this.#listener?.(value.message ?? this.#last.message, percentage - this.#last.percentage);
    this.#last = { message: value.message ?? this.#last.message, percentage };
  }

  follow(listener: (message: string, increment: number) => void): void {
    listener(this.#last.message, this.#last.percentage);
    this.#listener = listener;
  }
}

/** In the window's progress first; after a while in a notification, whose button cancels the run. */
function showProgress(answer: Promise<RunAnswer>, reports: RunReports, title: string, cancellation: CancellationTokenSource): void {
  const settled = answer.then(() => undefined, () => undefined);
  let isDone = false;
  void settled.then(() => (isDone = true));
  void window.withProgress({ location: ProgressLocation.Window, title }, async progress => {
    reports.follow((message, increment) => progress.report({ message, increment }));
    await Promise.race([settled, delay(QUIET_MILLISECONDS)]);
    if (isDone) return;
    void window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (loud, token: CancellationToken) => {
      token.onCancellationRequested(() => cancellation.cancel());
      reports.follow((message, increment) => loud.report({ message, increment }));
      await settled;
    });
  });
}

function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

async function askForTrust(): Promise<void> {
  const manage = l10n.t('Manage Trust');
  const choice = await window.showWarningMessage(l10n.t('Recipes do not run until the workspace is trusted'), manage);
  if (choice === manage) await commands.executeCommand('workbench.trust.manage');
}
