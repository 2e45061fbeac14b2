import { randomBytes } from 'node:crypto';
import { Uri, ViewColumn, window, type ExtensionContext, type Webview, type WebviewPanel } from 'vscode';

/** What a page may say: one word and a value, which the feature checks before it does anything. */
export interface PageMessage {
  readonly type: string;
  readonly value: unknown;
}

/** The shell that every page starts from. Nothing comes from elsewhere, nothing is inline, and what is shown comes by messages. */
export function shell(webview: Webview, extension: Uri, view: string, title: string): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(Uri.joinPath(extension, 'dist', 'page.js')).toString();
  const style = webview.asWebviewUri(Uri.joinPath(extension, 'client', 'media', 'page.css')).toString();
  const allowed = `script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; img-src ${webview.cspSource}`;
  const policy = `default-src 'none'; ${allowed}; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escape(title)}</title><link rel="stylesheet" href="${style}"></head>
<body data-view="${view}"><main></main><script nonce="${nonce}" src="${script}"></script></body></html>`;
}

export function webviewOptions(extension: Uri) {
  return {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [Uri.joinPath(extension, 'dist'), Uri.joinPath(extension, 'client', 'media')],
  };
}

/** Sends a page what it shows, again whenever it comes back from behind another tab: a hidden page keeps nothing. */
export class Page {
  readonly #webview: Webview;
  readonly #last = new Map<string, unknown>();
  #isReady = false;

  constructor(webview: Webview, hear: (message: PageMessage) => void) {
    this.#webview = webview;
    webview.onDidReceiveMessage((message: unknown) => {
      if (!isMessage(message)) return;
      if (message.type !== 'ready') return hear(message);
      this.#isReady = true;
      for (const [type, value] of this.#last) void webview.postMessage({ type, value });
    });
  }

  /** Of each kind of message the last one is kept. */
  send(type: string, value: unknown): void {
    this.#last.delete(type);
    this.#last.set(type, value);
    if (this.#isReady) void this.#webview.postMessage({ type, value });
  }

  /** Something that has happened and is not shown again. */
  tell(type: string, value: unknown): void {
    if (this.#isReady) void this.#webview.postMessage({ type, value });
    else this.#last.set(type, value);
  }
}

export interface OpenPage {
  readonly panel: WebviewPanel;
  readonly page: Page;
}

/** The pages of one kind, one for each file; asking for one that is open brings it to the front. */
export class Pages<T extends OpenPage> {
  readonly #context: ExtensionContext;
  readonly #view: string;
  readonly #open = new Map<string, T>();

  constructor(context: ExtensionContext, view: string) {
    this.#context = context;
    this.#view = view;
  }

  get(file: Uri): T | undefined {
    return this.#open.get(file.toString());
  }

  show(file: Uri, title: string, create: (panel: WebviewPanel) => T): T {
    const known = this.get(file);
    if (known !== undefined) {
      known.panel.reveal(undefined, false);
      return known;
    }
    const extension = this.#context.extensionUri;
    const column = window.activeTextEditor === undefined ? ViewColumn.Active : ViewColumn.Beside;
    const panel = window.createWebviewPanel(`optrecipe.${this.#view}`, title, { viewColumn: column, preserveFocus: false }, webviewOptions(extension));
    const opened = create(panel);
    this.#open.set(file.toString(), opened);
    panel.onDidDispose(() => this.#open.delete(file.toString()));
    panel.webview.html = shell(panel.webview, extension, this.#view, title);
    return opened;
  }
}

export function nameOf(file: Uri): string {
  return file.path.slice(file.path.lastIndexOf('/') + 1);
}

function isMessage(message: unknown): message is PageMessage {
  return typeof message === 'object' && message !== null && typeof (message as PageMessage).type === 'string';
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}
