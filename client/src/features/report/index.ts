import { commands, l10n, Uri, window, workspace, type ExtensionContext } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { TextPages } from '../../infrastructure/textPages';
import { ReportPageRequest, VariantsPageRequest } from '../run/protocol';
import { recipeUri, titleOf } from '../run/recipeUri';
import type { Runs } from '../run/runs';
import { withUnits } from './units';

const SCHEME = 'optrecipe-report';
/** The folder of pages about variants. */
const VARIANTS = '/variants/';

/**
 * `Open Report`: what the last run of a recipe brought, as a page that follows it: sizes, targets, accuracy, the error of each operator.
 * `Open Comparison`: the same for its variants, side by side.
 */
export function activateReport(context: ExtensionContext, server: Server, runs: Runs): void {
  const pages = new TextPages(SCHEME, async page => withUnits((await ask(server, page)).markdown));
  context.subscriptions.push(
    pages,
    workspace.registerTextDocumentContentProvider(SCHEME, pages),
    // Whichever page is open may have changed.
    runs.onDidChange(({ running }) => running === null && pages.refresh()),
    commands.registerCommand('optrecipe.openReport', async (argument?: unknown) => {
      const recipe = recipeUri(argument);
      if (recipe === undefined) return void window.showInformationMessage(l10n.t('Open a recipe (`*.optrecipe.yaml`) to see its report'));
      if (await isShown(server, pageOf(recipe, '/', l10n.t('Report of {0}', titleOf(recipe))))) return;
      const run = l10n.t('Run Recipe');
      const choice = await window.showInformationMessage(l10n.t('{0} has not run yet, so there is no report', titleOf(recipe)), run);
      if (choice === run) await commands.executeCommand('optrecipe.runWithReport', recipe);
    }),
    commands.registerCommand('optrecipe.openComparison', async (argument?: unknown) => {
      const recipe = recipeUri(argument);
      if (recipe === undefined) return void window.showInformationMessage(l10n.t('Open a recipe (`*.optrecipe.yaml`) to compare its variants'));
      if (await isShown(server, pageOf(recipe, VARIANTS, l10n.t('Variants of {0}', titleOf(recipe))))) return;
      const compare = l10n.t('Compare Variants');
      const choice = await window.showInformationMessage(l10n.t('The variants of {0} have not been compared yet', titleOf(recipe)), compare);
      if (choice === compare) await commands.executeCommand('optrecipe.compareVariants', recipe);
    }),
  );
}

/** Shows a page; false when there is nothing to show on it yet. What goes wrong is told. */
async function isShown(server: Server, page: Uri): Promise<boolean> {
  try {
    if (!(await ask(server, page)).found) return false;
    // Locked: it stays this page, whatever other Markdown file is looked at.
    await commands.executeCommand('markdown.showLockedPreviewToSide', page);
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
  return true;
}

function ask(server: Server, page: Uri) {
  return server.ask(page.path.startsWith(VARIANTS) ? VariantsPageRequest : ReportPageRequest, { uri: page.query });
}

/** The page's address: the recipe's own, carried in the query, under a name that makes a good tab title. */
function pageOf(recipe: Uri, folder: string, name: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `${folder}${name}.md`, query: recipe.toString() });
}
