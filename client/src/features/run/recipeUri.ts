import { Uri, window, workspace } from 'vscode';

/**
 * The recipe a command is about: what a lens or a menu hands over, else the one in the active editor, else, where there is no text in front
 * (the walkthrough), the only one that is open.
 */
export function recipeUri(argument: unknown): Uri | undefined {
  if (typeof argument === 'string') return Uri.parse(argument, true);
  if (argument instanceof Uri) return argument;
  const document = window.activeTextEditor?.document;
  if (document !== undefined) return document.languageId === 'optrecipe' ? document.uri : undefined;
  const open = workspace.textDocuments.filter(({ languageId, uri }) => languageId === 'optrecipe' && uri.scheme === 'file' && isRecipe(uri));
  return open.length === 1 ? open[0]?.uri : undefined;
}

/** The recipes a command is about: all that are selected when the explorer's menu gave it. */
export function recipeUris(argument: unknown, selection: unknown): readonly Uri[] {
  if (Array.isArray(selection) && selection.length > 1) return selection.filter(item => item instanceof Uri).filter(uri => isRecipe(uri));
  const recipe = recipeUri(argument);
  return recipe === undefined ? [] : [recipe];
}

export function isRecipe(uri: Uri): boolean {
  return /\.optrecipe\.ya?ml$/i.test(uri.path);
}

/** `out/a.optrecipe.yaml` → `a.optrecipe.yaml`. */
export function nameOf(uri: Uri | string): string {
  const path = typeof uri === 'string' ? Uri.parse(uri).path : uri.path;
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The name without what all recipes have. */
export function titleOf(uri: Uri | string): string {
  return nameOf(uri).replace(/\.optrecipe\.ya?ml$/i, '');
}
