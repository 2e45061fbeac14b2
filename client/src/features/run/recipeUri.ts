import { Uri, window } from 'vscode';

/** The recipe a command is about: what a lens or a menu hands over, else the one in the active editor. */
export function recipeUri(argument: Uri | string | undefined): Uri | undefined {
  if (typeof argument === 'string') return Uri.parse(argument, true);
  if (argument instanceof Uri) return argument;
  const document = window.activeTextEditor?.document;
  return document?.languageId === 'optrecipe' ? document.uri : undefined;
}
