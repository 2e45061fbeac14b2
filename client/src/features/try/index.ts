import { commands, l10n, window, workspace, type ExtensionContext } from 'vscode';
import { nameOf, Pages } from '../../infrastructure/page';
import type { Server } from '../../infrastructure/server';
import { pickSubject } from '../../infrastructure/subject';
import { pickSample } from './pick';
import { TryPage } from './tryPage';

/** `Try on a Sample…`: what the float and the optimized model answer, and what really reached them. */
export function activateTry(context: ExtensionContext, server: Server): void {
  const pages = new Pages(context, 'try', (panel, file) => new TryPage(panel, server, file));
  context.subscriptions.push(commands.registerCommand('optrecipe.try', async (argument?: unknown, set?: unknown) => {
    const subject = await pickSubject(argument, l10n.t('Try on a Sample'));
    if (subject === undefined) return;
    if (!workspace.isTrusted) return void window.showWarningMessage(l10n.t('Models do not run until the workspace is trusted'));
    // A model alone has no data of its own.
    const isModel = /\.tflite$/i.test(subject.path);
    const file = isModel && pages.get(subject) === undefined ? await pickSample(subject) : undefined;
    if (isModel && file === undefined && pages.get(subject) === undefined) return;
    const page = pages.show(subject, l10n.t('Try {0}', nameOf(subject)));
    if (file !== undefined) page.take({ file: file.toString() });
    else page.take(typeof set === 'string' ? { set, file: null } : {});
  }));
}
