import { Uri } from 'vscode';

/** A task as tasks.json has it. */
export interface RecipeTask {
  readonly type: string;
  /** Path of the recipe, from the workspace folder on. */
  readonly recipe: string;
  /** Only check it. */
  readonly check?: boolean;
  /** Run also when nothing has changed, and overwrite files that no earlier run wrote. */
  readonly force?: boolean;
}

/** What stands in tasks.json, when it is whole. */
export function asDefinition(definition: Readonly<Record<string, unknown>> | { readonly type: string }): RecipeTask | undefined {
  const { type, recipe, check, force } = definition as Record<string, unknown>;
  if (typeof type !== 'string' || typeof recipe !== 'string' || recipe === '') return undefined;
  return { type, recipe, check: check === true, force: force === true };
}

export function titleOfTask({ recipe, check }: RecipeTask): string {
  return `${check === true ? 'check' : 'run'} ${recipe}`;
}

/** The recipe's path as a task names it. */
export function recipeOf(recipe: Uri, folder: Uri): string {
  return recipe.path.startsWith(`${folder.path}/`) ? recipe.path.slice(folder.path.length + 1) : recipe.fsPath;
}

/** The recipe a task names. */
export function uriOf(recipe: string, folder: Uri | undefined): Uri {
  const isAbsolute = /^([/\\]|[a-zA-Z]:)/.test(recipe);
  return isAbsolute || folder === undefined ? Uri.file(recipe) : Uri.joinPath(folder, ...recipe.split(/[/\\]/));
}
