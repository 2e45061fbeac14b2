import { commands, l10n, languages, window, type ExtensionContext } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { StatusNotification, type StatusParams } from './protocol';
import { BrokenServerMessage } from './brokenServer';
import { describeServer, describeStatus, type StatusView } from './view';

/** The one language-status item: what the server says about the recipe in front, or why there is no server. */
export function activateStatus(context: ExtensionContext, server: Server): void {
  const item = languages.createLanguageStatusItem('optrecipe.status', { language: 'optrecipe' });
  item.name = 'OptRecipe';
  const byRecipe = new Map<string, StatusParams>();
  const message = new BrokenServerMessage();

  function show(): void {
    const uri = window.activeTextEditor?.document.uri.toString();
    const status = uri === undefined ? undefined : byRecipe.get(uri);
    const view: StatusView = server.state.kind === 'running' ? describeStatus(status) : describeServer(server.state);
    item.text = view.text;
    item.detail = view.isBroken ? [view.detail, `[${l10n.t('Show Log')}](command:optrecipe.showLog)`].join(' ').trim() : view.detail;
    item.severity = view.severity;
    item.busy = view.busy;
    item.accessibilityInformation = { label: `OptRecipe: ${view.text}${view.detail === '' ? '' : `, ${view.detail}`}` };
    item.command = view.isBroken
      ? { command: 'optrecipe.restartServer', title: l10n.t('Restart Server') }
      : { command: 'optrecipe.showLog', title: l10n.t('Show Log') };
  }

  context.subscriptions.push(
    item,
    server.onDidChangeState(state => {
      if (state.kind !== 'running') byRecipe.clear();
      if (state.kind === 'failed') void message.show(state.reason);
      show();
    }),
    server.onWillConnect(client => {
      client.onNotification(StatusNotification, status => {
        byRecipe.set(status.uri, status);
        show();
      });
    }),
    window.onDidChangeActiveTextEditor(show),
    commands.registerCommand('optrecipe.restartServer', () => server.restart()),
  );
  show();
}
