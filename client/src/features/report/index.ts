import { commands, EventEmitter, l10n, Uri, window, workspace, type ExtensionContext, type TextDocumentContentProvider } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { ReportPageRequest } from '../run/protocol';
import { recipeUri, titleOf } from '../run/recipeUri';
import type { Runs } from '../run/runs';
import { withUnits } from './units';

const SCHEME = 'optrecipe-report';

/** `Open Report`: what the last run of a recipe brought, as a page that follows it: sizes, targets, accuracy, the error of each operator. */
export function activateReport(context: ExtensionContext, server: Server, runs: Runs): void {
  const pages = new ReportPages(server);
  context.subscriptions.push(
    pages,
    workspace.registerTextDocumentContentProvider(SCHEME, pages),
    runs.onDidChange(({ running }) => running === null && pages.refreshAll()),
    commands.registerCommand('optrecipe.openReport', async (argument?: unknown) => {
      const recipe = recipeUri(argument);
      if (recipe === undefined) return void window.showInformationMessage(l10n.t('Open a recipe (`*.optrecipe.yaml`) to see its report'));
      await openReport(server, recipe);
    }),
  );
}

async function openReport(server: Server, recipe: Uri): Promise<void> {
  try {
    const client = await server.connected();
    const { found } = await client.sendRequest(ReportPageRequest, { uri: recipe.toString() });
    // Locked: it stays this page, whatever other Markdown file is looked at.
    if (found) return await commands.executeCommand('markdown.showLockedPreviewToSide', pageOf(recipe));
    const run = l10n.t('Run Recipe');
    const choice = await window.showInformationMessage(l10n.t('{0} has not run yet, so there is no report', titleOf(recipe)), run);
    if (choice === run) await commands.executeCommand('optrecipe.runWithReport', recipe);
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** The page's address: the recipe's own, carried in the query, under a name that makes a good tab title. */
function pageOf(recipe: Uri): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${l10n.t('Report of {0}', titleOf(recipe))}.md`, query: recipe.toString() });
}

class ReportPages implements TextDocumentContentProvider {
  readonly #server: Server;
  readonly #onDidChange = new EventEmitter<Uri>();

  constructor(server: Server) {
    this.#server = server;
  }

  readonly onDidChange = this.#onDidChange.event;

  async provideTextDocumentContent(page: Uri): Promise<string> {
    try {
      const client = await this.#server.connected();
      return withUnits((await client.sendRequest(ReportPageRequest, { uri: page.query })).markdown);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** A run has ended: whichever page is open may have changed. */
  refreshAll(): void {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === SCHEME) this.#onDidChange.fire(uri);
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }
}
