import { commands, l10n, Uri, window, workspace } from 'vscode';

/** The folder of the package that is copied. A test compares the names with it. */
const FOLDER = ['examples', 'starter'];
const FILES = ['README.md', 'calibration.npz', 'test.npz', 'tones.optrecipe.yaml', 'tones_dscnn.tflite'];
const RECIPE = 'tones.optrecipe.yaml';

/** `Open Example`: copies the example into the open folder, or into one that is asked for, and opens its recipe. */
export async function openExample(extension: Uri): Promise<void> {
  try {
    const open = workspace.workspaceFolders?.find(folder => folder.uri.scheme === 'file')?.uri;
    const parent = open ?? (await pickFolder());
    if (parent === undefined) return;
    const folder = await copyExample(extension, parent);
    if (open === undefined) await commands.executeCommand('vscode.openFolder', folder);
    else await window.showTextDocument(Uri.joinPath(folder, RECIPE));
  } catch (error) {
    void window.showErrorMessage(l10n.t('The example cannot be copied: {0}', error instanceof Error ? error.message : String(error)));
  }
}

/** The example's model, copied into a folder. */
export async function copyExampleModel(extension: Uri, parent: Uri): Promise<Uri> {
  return Uri.joinPath(await copyExample(extension, parent), 'tones_dscnn.tflite');
}

/** Files that are there already stay as they are. */
async function copyExample(extension: Uri, parent: Uri): Promise<Uri> {
  const folder = Uri.joinPath(parent, 'optrecipe-example');
  for (const name of FILES) {
    const target = Uri.joinPath(folder, name);
    const isThere = await workspace.fs.stat(target).then(() => true, () => false);
    if (!isThere) await workspace.fs.copy(Uri.joinPath(extension, ...FOLDER, name), target);
  }
  return folder;
}

async function pickFolder(): Promise<Uri | undefined> {
  const openLabel = l10n.t('Copy Example Here');
  return (await window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, title: l10n.t('A folder for the example'), openLabel }))?.[0];
}
