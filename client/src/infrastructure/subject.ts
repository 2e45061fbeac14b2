import { l10n, TabInputCustom, TabInputText, Uri, window, workspace } from 'vscode';

const MOST_MODELS = 200;

/** The recipe or model that a command is about: what a lens or a menu hands over, else what stands in the active tab. */
export function subjectOf(argument: unknown): Uri | undefined {
  if (argument instanceof Uri) return argument;
  if (typeof argument === 'string') return Uri.parse(argument, true);
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const active = input instanceof TabInputText || input instanceof TabInputCustom ? input.uri : window.activeTextEditor?.document.uri;
  return active !== undefined && /\.(tflite|optrecipe\.ya?ml)$/i.test(active.path) ? active : undefined;
}

/** The same; when nothing says what is meant, the user picks one of the workspace's recipes and models. */
export async function pickSubject(argument: unknown, title: string): Promise<Uri | undefined> {
  const known = subjectOf(argument);
  if (known !== undefined) return known;
  const found = await workspace.findFiles('**/*.{tflite,optrecipe.yaml,optrecipe.yml}', '**/{node_modules,.optrecipe}/**', MOST_MODELS);
  if (found.length === 0) {
    void window.showInformationMessage(l10n.t('There is no recipe and no model in the workspace'));
    return undefined;
  }
  const items = found.map(file => ({ label: workspace.asRelativePath(file), file })).sort((a, b) => a.label.localeCompare(b.label));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('A recipe or a model') }))?.file;
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
