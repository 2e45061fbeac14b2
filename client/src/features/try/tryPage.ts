import { CancellationTokenSource, commands, type Uri, type WebviewPanel } from 'vscode';
import { Page, type Kept, type OpenPage, type PageMessage } from '../../infrastructure/page';
import type { Server } from '../../infrastructure/server';
import { textOf } from '../../infrastructure/subject';
import { pickSample } from './pick';
import { TryRequest, type TryAnswer, type TryParams } from './protocol';
import { tryTexts } from './texts';

/** One page that tries one recipe or model. */
export class TryPage implements OpenPage {
  readonly panel: WebviewPanel;
  readonly page: Page;
  readonly #server: Server;
  readonly #subject: Uri;
  #params: TryParams;
  #answer: TryAnswer | undefined;
  #running: CancellationTokenSource | undefined;

  constructor(panel: WebviewPanel, server: Server, subject: Uri) {
    this.panel = panel;
    this.#server = server;
    this.#subject = subject;
    this.#params = { uri: subject.toString(), set: null, file: null, preprocess: [], index: 0, worst: false };
    this.page = new Page(panel.webview, message => void this.#hear(message));
    this.page.send('texts', tryTexts());
    panel.onDidDispose(() => this.#running?.cancel());
  }

  restore({ params }: Kept): void {
    this.take((params as TryParams | undefined) ?? {});
  }

  /** Tries another sample; what is not said stays as it is. */
  take(change: Partial<TryParams>): void {
    const isOther = (change.set !== undefined && change.set !== this.#params.set) || (change.file !== undefined && change.file !== this.#params.file);
    this.#params = { ...this.#params, ...(isOther ? { index: 0, preprocess: [] } : {}), ...change };
    void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#running?.cancel();
    const running = new CancellationTokenSource();
    this.#running = running;
    this.page.tell('busy', this.#params.worst);
    try {
      const answer = await this.#server.ask(TryRequest, this.#params, running.token);
      if (running !== this.#running) return;
      // The list of the worst stays while one goes through it.
      const worst = this.#params.worst ? answer : this.#answer;
      this.#answer = { ...answer, worst: worst?.data === answer.data ? worst.worst : [], looked: worst?.data === answer.data ? worst.looked : 0 };
      this.page.send('show', { answer: this.#answer, params: this.#params });
      this.page.keep({ params: { ...this.#params, worst: false } });
    } catch (error) {
      if (running === this.#running) this.page.send('failed', textOf(error));
    } finally {
      this.#params = { ...this.#params, worst: false };
    }
  }

  async #hear({ type, value }: PageMessage): Promise<void> {
    switch (type) {
      case 'index':
        if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) this.take({ index: value });
        return;
      case 'set':
        if (typeof value === 'string' && this.#answer?.sets.includes(value) === true) this.take({ set: value, file: null });
        return;
      case 'pick': {
        const file = await pickSample(this.#subject);
        if (file !== undefined) this.take({ file: file.toString() });
        return;
      }
      case 'worst':
        return this.take({ worst: true });
      case 'suggestion': {
        const suggestion = typeof value === 'number' ? this.#answer?.suggestions[value] : undefined;
        if (suggestion !== undefined) this.take({ preprocess: [...this.#params.preprocess, suggestion.step] });
        return;
      }
      case 'forget':
        return this.take({ preprocess: [] });
      case 'graph':
        await commands.executeCommand('optrecipe.openGraph', this.#subject);
        return;
      case 'recipe':
        await commands.executeCommand('vscode.open', this.#subject);
    }
  }
}
