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
<body data-view="${view}"><main tabindex="-1"></main><script nonce="${nonce}" src="${script}"></script></body></html>`;
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
  #kept: Kept = {};
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

  /** Is kept with the page when the window closes, beside what was kept before. */
  keep(values: Kept): void {
    this.#kept = { ...this.#kept, ...values };
    this.send('keep', this.#kept);
  }

  /** Something that has happened and is not shown again. */
  tell(type: string, value: unknown): void {
    if (this.#isReady) void this.#webview.postMessage({ type, value });
    else this.#last.set(type, value);
  }
}

/** What a page of this version of the extension gave to `Page.keep`; nothing when it was another version. */
export type Kept = Readonly<Record<string, unknown>>;

export interface OpenPage {
  readonly panel: WebviewPanel;
  readonly page: Page;
  /** Shows what it showed before the window was loaded again. */
  restore(kept: Kept): void;
}

/** The pages of one kind, one for each file; asking for one that is open brings it to the front. They are there again when the window is loaded again. */
export class Pages<T extends OpenPage> {
  readonly #context: ExtensionContext;
  readonly #view: string;
  readonly #create: (panel: WebviewPanel, file: Uri) => T;
  readonly #open = new Map<string, T>();

  constructor(context: ExtensionContext, view: string, create: (panel: WebviewPanel, file: Uri) => T) {
    this.#context = context;
    this.#view = view;
    this.#create = create;
    context.subscriptions.push(window.registerWebviewPanelSerializer(this.#type, {
      deserializeWebviewPanel: (panel, state: unknown) => Promise.resolve(this.#restore(panel, state)),
    }));
  }

  get(file: Uri): T | undefined {
    return this.#open.get(file.toString());
  }

  show(file: Uri, title: string): T {
    const known = this.get(file);
    if (known !== undefined) {
      known.panel.reveal(undefined, false);
      return known;
    }
    const column = window.activeTextEditor === undefined ? ViewColumn.Active : ViewColumn.Beside;
    return this.#fill(window.createWebviewPanel(this.#type, title, { viewColumn: column, preserveFocus: false }), file);
  }

  get #type(): string {
    return `optrecipe.${this.#view}`;
  }

  get #version(): unknown {
    return (this.#context.extension.packageJSON as { version: unknown }).version;
  }

  #fill(panel: WebviewPanel, file: Uri): T {
    const extension = this.#context.extensionUri;
    panel.webview.options = webviewOptions(extension);
    const opened = this.#create(panel, file);
    opened.page.keep({ file: file.toString(), version: this.#version });
    this.#open.set(file.toString(), opened);
    panel.onDidDispose(() => this.#open.delete(file.toString()));
    panel.webview.html = shell(panel.webview, extension, this.#view, panel.title);
    return opened;
  }

  /** A page that keeps nothing we know, or of a file that has been asked for again, has nothing to come back to. */
  #restore(panel: WebviewPanel, state: unknown): void {
    const kept: Kept = typeof state === 'object' && state !== null ? (state as Kept) : {};
    const file = typeof kept['file'] === 'string' ? Uri.parse(kept['file']) : undefined;
    if (file === undefined || this.get(file) !== undefined) return panel.dispose();
    this.#fill(panel, file).restore(kept['version'] === this.#version ? kept : {});
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
