import { commands, window, type ExtensionContext, type LogOutputChannel } from 'vscode';

/** The one log; its level is chosen by the user in VS Code, and it never opens by itself. */
export function createLog(context: ExtensionContext): LogOutputChannel {
  const log = window.createOutputChannel('OptRecipe', { log: true });
  context.subscriptions.push(log, commands.registerCommand('optrecipe.showLog', () => log.show()));
  return log;
}
