import type { ChildProcess } from 'node:child_process';
import { workspace, type LogOutputChannel } from 'vscode';
import { RevealOutputChannelOn, type LanguageClientOptions } from 'vscode-languageclient/node';
import { askAgain } from './askAgain';
import { QuietClient } from './quietClient';

export { State } from 'vscode-languageclient/node';

/** The client for a server that is started whenever it asks for one. The library is half a megabyte, so this file is loaded after the extension. */
export function createClient(log: LogOutputChannel, startServer: () => Promise<ChildProcess>): QuietClient {
  const options: LanguageClientOptions = {
    documentSelector: ['file', 'untitled', 'vscode-vfs'].map(scheme => ({ language: 'optrecipe', scheme })),
    diagnosticCollectionName: 'optrecipe',
    outputChannel: log,
    traceOutputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: {
      trusted: workspace.isTrusted, runCommand: 'optrecipe.run', planCommand: 'optrecipe.showPlan',
      reportCommand: 'optrecipe.runWithReport', openCommand: 'vscode.open', graphCommand: 'optrecipe.openGraph', tryCommand: 'optrecipe.try',
      profileCommand: 'optrecipe.profile', pushDiagnostics: true, closedRecipes: true, reportPageCommand: 'optrecipe.openReport', runs: true,
      variantsCommand: 'optrecipe.compareVariants', variantsPageCommand: 'optrecipe.openComparison', guideCommand: 'optrecipe.openGuide',
    },
    initializationFailedHandler: () => false,
    markdown: {
      isTrusted: { enabledCommands: ['optrecipe.run', 'optrecipe.showPlan', 'optrecipe.openGraph', 'optrecipe.openGuide'] },
      supportThemeIcons: true,
    },
    middleware: askAgain,
    textSynchronization: { delayOpenNotifications: true },
  };
  return new QuietClient('optrecipe', 'OptRecipe', startServer, options);
}
