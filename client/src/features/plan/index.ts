import { commands, EventEmitter, l10n, Uri, window, workspace, type ExtensionContext, type TextDocumentContentProvider } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { recipeUri } from '../run/recipeUri';
import { PlanRequest } from './protocol';

const SCHEME = 'optrecipe-plan';

/** `Show Plan`: what a run would do, resolved, as a page beside the recipe that follows it on every save. */
export function activatePlan(context: ExtensionContext, server: Server): void {
  const pages = new PlanPages(server);
  context.subscriptions.push(
    pages,
    workspace.registerTextDocumentContentProvider(SCHEME, pages),
    workspace.onDidSaveTextDocument(document => pages.refresh(document.uri)),
    commands.registerCommand('optrecipe.showPlan', async (argument?: Uri | string) => {
      const recipe = recipeUri(argument);
      if (recipe === undefined) return void window.showInformationMessage(l10n.t('Open a recipe (`*.optrecipe.yaml`) to show its plan'));
      await commands.executeCommand('markdown.showPreviewToSide', pageOf(recipe));
    }),
  );
}

/** The page's address: the recipe's own, carried in the query, under a name that makes a good tab title. */
function pageOf(recipe: Uri): Uri {
  const name = recipe.path.slice(recipe.path.lastIndexOf('/') + 1).replace(/\.optrecipe\.ya?ml$/, '');
  return Uri.from({ scheme: SCHEME, path: `/${l10n.t('Plan of {0}', name)}.md`, query: recipe.toString() });
}

class PlanPages implements TextDocumentContentProvider {
  readonly #server: Server;
  readonly #onDidChange = new EventEmitter<Uri>();

  constructor(server: Server) {
    this.#server = server;
  }

  readonly onDidChange = this.#onDidChange.event;

  async provideTextDocumentContent(page: Uri): Promise<string> {
    try {
      const client = await this.#server.connected();
      return (await client.sendRequest(PlanRequest, { uri: page.query })).markdown;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  refresh(recipe: Uri): void {
    const page = pageOf(recipe);
    if (workspace.textDocuments.some(document => document.uri.toString() === page.toString())) this.#onDidChange.fire(page);
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }
}
