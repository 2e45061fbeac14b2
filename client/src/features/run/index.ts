import { commands, Uri, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { cancelRun } from './cancel';
import { RecipeRunner } from './commands';
import { offerOverwrite } from './outcome';
import { RunFinishedNotification, type RunFinishedParams } from './protocol';
import { recipeUris } from './recipeUri';
import { Runs } from './runs';
import { RunStatusBar } from './statusBar';

/** Runs: by command here, by saving in the server, which tells what is under way and when one has ended. */
export function activateRun(context: ExtensionContext, server: Server, log: LogOutputChannel): Runs {
  const runs = new Runs(server);
  const runner = new RecipeRunner(server, runs, log);
  const statusBar = new RunStatusBar(runs);
  context.subscriptions.push(
    runs,
    statusBar,
    commands.registerCommand('optrecipe.run', (argument?: unknown, selection?: unknown) => runner.run(recipeUris(argument, selection))),
    commands.registerCommand('optrecipe.runWithReport', (argument?: unknown) => runner.run(recipeUris(argument, undefined), { opensReport: true })),
    commands.registerCommand('optrecipe.compareVariants', (argument?: unknown) => runner.run(recipeUris(argument, undefined), { variants: true })),
    commands.registerCommand('optrecipe.cancelRun', (argument?: unknown) => cancelRun(server, runs, argument)),
  );
  server.hear(RunFinishedNotification, finished => void runFinished(finished));
  return runs;

  // The result of a run caused by saving stands in the status bar; only a question that blocks it is asked aloud.
  async function runFinished({ uri, trigger, result }: RunFinishedParams): Promise<void> {
    log.info(`${uri}: ${result.message}`);
    statusBar.finished(uri, result);
    if (trigger !== 'save' || result.status !== 'needsForce') return;
    const recipe = Uri.parse(uri, true);
    if (await offerOverwrite(recipe, result)) await runner.run([recipe], { force: true });
  }
}
