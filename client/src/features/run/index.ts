import { commands, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { cancelRun, RecipeRunner } from './commands';
import { RunFinishedNotification, type RunFinishedParams } from './protocol';
import { offerOverwrite } from './outcome';

/** Runs: by command here, by saving in the server, which says when one has ended. */
export function activateRun(context: ExtensionContext, server: Server, log: LogOutputChannel): void {
  const runner = new RecipeRunner(server, log);
  context.subscriptions.push(
    commands.registerCommand('optrecipe.run', (argument?: unknown) => runner.run(argument)),
    commands.registerCommand('optrecipe.runWithReport', (argument?: unknown) => runner.run(argument, false, true)),
    commands.registerCommand('optrecipe.cancelRun', (argument?: unknown) => cancelRun(server, argument)),
    server.onWillConnect(client => client.onNotification(RunFinishedNotification, finished => void runFinished(finished))),
  );

  // The result of a run caused by saving stands in the diagnostics and the language status; only a question that blocks it is asked aloud.
  async function runFinished({ uri, trigger, result }: RunFinishedParams): Promise<void> {
    log.info(`${uri}: ${result.message}`);
    if (trigger === 'save' && result.status === 'needsForce' && (await offerOverwrite(result))) await runner.run(uri, true);
  }
}
