import { EventEmitter, Uri, workspace, type TextDocumentContentProvider } from 'vscode';

/** Pages of a scheme of their own that are only read: what the server answers when one is looked at, or the sentence that says why there is none. */
export class TextPages implements TextDocumentContentProvider {
  readonly #scheme: string;
  readonly #read: (page: Uri) => Promise<string>;
  readonly #onDidChange = new EventEmitter<Uri>();

  constructor(scheme: string, read: (page: Uri) => Promise<string>) {
    this.#scheme = scheme;
    this.#read = read;
  }

  readonly onDidChange = this.#onDidChange.event;

  async provideTextDocumentContent(page: Uri): Promise<string> {
    try {
      return await this.#read(page);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Reads pages anew that are open: those of a recipe, or all. */
  refresh(recipe?: Uri): void {
    for (const { uri } of workspace.textDocuments)
      if (uri.scheme === this.#scheme && (recipe === undefined || uri.query === recipe.toString())) this.#onDidChange.fire(uri);
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }
}
