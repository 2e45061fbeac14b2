import { window, type ExtensionContext } from 'vscode';
import type { Server } from '../../infrastructure/server';
import type { RecipeStatuses } from '../status/statuses';
import { RecipeTree } from './tree';

/** The view `OptRecipe` in the explorer: the recipes of the workspace and how each stands. It searches when it is looked at for the first time. */
export function activateRecipes(context: ExtensionContext, server: Server, statuses: RecipeStatuses): void {
  context.subscriptions.push(window.registerTreeDataProvider('optrecipe.recipes', new RecipeTree(context, server, statuses)));
}
