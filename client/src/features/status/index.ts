import { commands, l10n, languages, window, workspace, type ExtensionContext } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { BrokenServerMessage } from './brokenServer';
import type { RecipeStatuses } from './statuses';
import { describeLimit, describeServer, describeStatus, type StatusView } from './view';

/** The one language-status item: what the server says about the recipe in front, or why there is no server. */
export function activateStatus(context: ExtensionContext, server: Server, statuses: RecipeStatuses): void {
  const item = languages.createLanguageStatusItem('optrecipe.status', { language: 'optrecipe' });
  item.name = 'OptRecipe';
  const message = new BrokenServerMessage();

  function show(): void {
    const uri = window.activeTextEditor?.document.uri;
    const status = uri === undefined ? undefined : statuses.get(uri.toString());
    const limit = describeLimit(uri?.scheme, workspace.isTrusted);
    const view: StatusView = server.state.kind === 'running' ? describeStatus(status, limit) : describeServer(server.state);
    item.text = view.text;
    item.detail = view.isBroken ? [view.detail, `[${l10n.t('Show Log')}](command:optrecipe.showLog)`].join(' ').trim() : view.detail;
    item.severity = view.severity;
    item.busy = view.busy;
    item.accessibilityInformation = { label: `OptRecipe: ${view.text}${view.detail === '' ? '' : `, ${view.detail}`}` };
    if (view.isBroken) item.command = { command: 'optrecipe.restartServer', title: l10n.t('Restart Server') };
    else if (status?.hasReport === true) item.command = { command: 'optrecipe.openReport', title: l10n.t('Open Report'), arguments: [uri] };
    else item.command = { command: 'optrecipe.showLog', title: l10n.t('Show Log') };
  }

  context.subscriptions.push(
    item,
    server.onDidChangeState(state => {
      if (state.kind === 'failed') void message.show(state.reason);
      show();
    }),
    statuses.onDidChange(show),
    window.onDidChangeActiveTextEditor(show),
    workspace.onDidGrantWorkspaceTrust(show),
    commands.registerCommand('optrecipe.restartServer', () => server.restart()),
  );
  show();
}
