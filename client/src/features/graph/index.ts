import { commands, l10n, Uri, window, type CustomDocument, type CustomReadonlyEditorProvider, type ExtensionContext, type WebviewPanel } from 'vscode';
import { nameOf, Pages, shell, webviewOptions } from '../../infrastructure/page';
import type { Server } from '../../infrastructure/server';
import { pickSubject } from '../../infrastructure/subject';
import { GraphPage, type GraphFocus } from './graphPage';

/**
 * `Open Graph`, and the same page as a read-only editor: for `.tflite` files, for whoever chooses it, and in the place of the server's text of a graph, which
 * definitions lead to (`optrecipe:/graph/<name>?<the model's address>#tensor=0.33`).
 */
export function activateGraph(context: ExtensionContext, server: Server): void {
  const pages = new Pages(context, 'graph', (panel, file) => new GraphPage(panel, server, file));
  context.subscriptions.push(
    commands.registerCommand('optrecipe.openGraph', async (argument?: unknown, focus?: unknown) => {
      const subject = await pickSubject(argument, l10n.t('Open Graph'));
      if (subject === undefined) return;
      const isNew = pages.get(subject) === undefined;
      const page = pages.show(subject, l10n.t('Graph of {0}', nameOf(subject)));
      const wanted = focusOf(focus);
      if (isNew || wanted !== undefined) await page.show(wanted);
    }),
    window.registerCustomEditorProvider('optrecipe.modelView', new ModelView(context, server), { supportsMultipleEditorsPerDocument: true }),
    window.registerCustomEditorProvider('optrecipe.graphView', new ModelView(context, server), { supportsMultipleEditorsPerDocument: true }),
  );
}

/** What a link or another page wants to be shown; anything else is nothing. */
function focusOf(value: unknown): GraphFocus | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { side, subgraph, operator, tensor, search } = value as Record<string, unknown>;
  return {
    side: side === 'after' ? 'after' : 'before',
    subgraph: typeof subgraph === 'number' ? subgraph : 0,
    ...(typeof operator === 'number' ? { operator } : {}),
    ...(typeof tensor === 'number' ? { tensor } : {}),
    ...(typeof search === 'string' ? { search } : {}),
  };
}

/** What stands behind `#` in the address of a graph. */
function partOf(fragment: string): GraphFocus | undefined {
  const [, kind, subgraph, index] = /^(operator|tensor)=(\d+)\.(\d+)$/.exec(fragment) ?? [];
  return kind === undefined ? undefined : focusOf({ subgraph: Number(subgraph), [kind]: Number(index) });
}

class ModelView implements CustomReadonlyEditorProvider {
  readonly #context: ExtensionContext;
  readonly #server: Server;

  constructor(context: ExtensionContext, server: Server) {
    this.#context = context;
    this.#server = server;
  }

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: CustomDocument, panel: WebviewPanel): Promise<void> {
    const extension = this.#context.extensionUri;
    panel.webview.options = webviewOptions(extension);
    const model = uri.scheme === 'optrecipe' ? Uri.parse(uri.query, true) : uri;
    const page = new GraphPage(panel, this.#server, model);
    panel.webview.html = shell(panel.webview, extension, 'graph', nameOf(model));
    await page.show(partOf(uri.fragment));
  }
}
