import { CancellationTokenSource, commands, l10n, window, workspace, type ExtensionContext, type Uri, type WebviewPanel } from 'vscode';
import { nameOf, Page, Pages, type Kept, type OpenPage, type PageMessage } from '../../infrastructure/page';
import type { Server } from '../../infrastructure/server';
import { pickSubject, textOf } from '../../infrastructure/subject';
import { ProfileRequest, type ProfileAnswer } from './protocol';
import { profileTexts } from './texts';

/** `Profile on This Computer`: where the time goes, operator by operator. */
export function activateProfile(context: ExtensionContext, server: Server): void {
  const pages = new Pages(context, 'profile', (panel, file) => new ProfilePage(panel, server, file));
  context.subscriptions.push(commands.registerCommand('optrecipe.profile', async (argument?: unknown) => {
    const subject = await pickSubject(argument, l10n.t('Profile on This Computer'));
    if (subject === undefined) return;
    if (!workspace.isTrusted) return void window.showWarningMessage(l10n.t('Models do not run until the workspace is trusted'));
    void pages.show(subject, l10n.t('Profile of {0}', nameOf(subject))).measure();
  }));
}

class ProfilePage implements OpenPage {
  readonly panel: WebviewPanel;
  readonly page: Page;
  readonly #server: Server;
  readonly #subject: Uri;
  #threads = 1;
  #answer: ProfileAnswer | undefined;
  #running: CancellationTokenSource | undefined;

  constructor(panel: WebviewPanel, server: Server, subject: Uri) {
    this.panel = panel;
    this.#server = server;
    this.#subject = subject;
    this.page = new Page(panel.webview, message => void this.#hear(message));
    this.page.send('texts', profileTexts());
    panel.onDidDispose(() => this.#running?.cancel());
  }

  async measure(): Promise<void> {
    this.#running?.cancel();
    const running = new CancellationTokenSource();
    this.#running = running;
    this.page.tell('busy', true);
    try {
      const answer = await this.#server.ask(ProfileRequest, { uri: this.#subject.toString(), threads: this.#threads }, running.token);
      if (running !== this.#running) return;
      this.#show(answer);
    } catch (error) {
      if (running === this.#running) this.page.send('failed', textOf(error));
    }
  }

  /** The models do not run again because a window was loaded again. */
  restore({ answer }: Kept): void {
    if (answer === undefined) return void this.measure();
    this.#threads = (answer as ProfileAnswer).threads;
    this.#show(answer as ProfileAnswer);
  }

  #show(answer: ProfileAnswer): void {
    this.#answer = answer;
    this.page.send('show', answer);
    this.page.keep({ answer });
  }

  async #hear({ type, value }: PageMessage): Promise<void> {
    if (type === 'threads' && typeof value === 'number' && value >= 1 && value <= 64) {
      this.#threads = Math.trunc(value);
      await this.measure();
    } else if (type === 'again') {
      await this.measure();
    } else if (type === 'operator' && Array.isArray(value)) {
      const [model, row] = value as unknown[];
      const chosen = typeof model === 'number' ? this.#answer?.models[model] : undefined;
      const operator = typeof row === 'number' ? chosen?.operators[row] : undefined;
      if (operator === undefined) return;
      const focus = { side: chosen?.optimized === true ? 'after' : 'before', subgraph: operator.subgraph, operator: operator.index };
      await commands.executeCommand('optrecipe.openGraph', this.#subject, focus);
    }
  }
}
