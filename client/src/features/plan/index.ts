import { commands, l10n, Uri, window, workspace, type ExtensionContext } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { TextPages } from '../../infrastructure/textPages';
import { recipeUri, titleOf } from '../run/recipeUri';
import { PlanRequest } from './protocol';

const SCHEME = 'optrecipe-plan';

/** `Show Plan`: what a run would do, resolved, as a page beside the recipe that follows it on every save. */
export function activatePlan(context: ExtensionContext, server: Server): void {
  const pages = new TextPages(SCHEME, async page => (await server.ask(PlanRequest, { uri: page.query })).markdown);
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
  return Uri.from({ scheme: SCHEME, path: `/${l10n.t('Plan of {0}', titleOf(recipe))}.md`, query: recipe.toString() });
}
