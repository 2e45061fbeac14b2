import { commands, workspace, type Uri, type WebviewPanel } from 'vscode';
import { Page, type Kept, type OpenPage, type PageMessage } from '../../infrastructure/page';
import type { Server } from '../../infrastructure/server';
import { textOf } from '../../infrastructure/subject';
import { GraphRequest, type GraphSide } from './protocol';
import { graphTexts } from './texts';

/** What is to be in the middle. */
export interface GraphFocus {
  readonly side: GraphSide;
  readonly subgraph: number;
  readonly operator?: number;
  readonly tensor?: number;
  readonly search?: string;
}

/** One page that shows the graph of one recipe's model, or of a model file. */
export class GraphPage implements OpenPage {
  readonly panel: WebviewPanel;
  readonly page: Page;
  readonly #server: Server;
  readonly #subject: Uri;
  #side: GraphSide = 'before';
  #asked = 0;

  constructor(panel: WebviewPanel, server: Server, subject: Uri) {
    this.panel = panel;
    this.#server = server;
    this.#subject = subject;
    this.page = new Page(panel.webview, message => void this.#hear(message));
    this.page.send('texts', graphTexts());
    // What a recipe does to its model changes with its text, and a model with its file.
    const saved = workspace.onDidSaveTextDocument(document => {
      if (document.uri.toString() === subject.toString()) void this.show(undefined);
    });
    panel.onDidDispose(() => saved.dispose());
  }

  async show(focus: GraphFocus | undefined): Promise<void> {
    if (focus !== undefined) this.#side = focus.side;
    const asked = ++this.#asked;
    this.page.tell('busy', true);
    try {
      // The server knows the recipes that are open, whether an editor shows them or not.
      if (!/\.tflite$/i.test(this.#subject.path)) await workspace.openTextDocument(this.#subject);
      const answer = await this.#server.ask(GraphRequest, { uri: this.#subject.toString(), side: this.#side });
      if (asked !== this.#asked) return;
      this.#side = answer.side;
      this.page.send('show', answer);
      this.page.keep({ side: answer.side });
      if (focus !== undefined) this.page.tell('focus', focus);
    } catch (error) {
      if (asked === this.#asked) this.page.send('failed', textOf(error));
    }
  }

  restore({ side }: Kept): void {
    this.#side = side === 'after' ? 'after' : 'before';
    void this.show(undefined);
  }

  async #hear({ type, value }: PageMessage): Promise<void> {
    if (type === 'side') {
      this.#side = value === 'after' ? 'after' : 'before';
      await this.show(undefined);
    } else if (type === 'try') {
      await commands.executeCommand('optrecipe.try', this.#subject);
    } else if (type === 'profile') {
      await commands.executeCommand('optrecipe.profile', this.#subject);
    }
  }
}
