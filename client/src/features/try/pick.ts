import { l10n, window, workspace, type QuickPickItem, type Uri } from 'vscode';

const ENDINGS = ['npy', 'npz', 'csv', 'png', 'jpg', 'jpeg', 'bmp', 'wav', 'tfrecord'];
const MOST_FILES = 500;

interface FileItem extends QuickPickItem {
  readonly file?: Uri;
}

/** One of the workspace's files that samples are read from, those beside the subject first, or any other file. */
export async function pickSample(subject: Uri): Promise<Uri | undefined> {
  const found = await workspace.findFiles(`**/*.{${ENDINGS.join(',')}}`, '**/{node_modules,.optrecipe}/**', MOST_FILES);
  const folder = subject.path.slice(0, subject.path.lastIndexOf('/') + 1);
  const isNear = (file: Uri) => file.path.startsWith(folder);
  const sorted = [...found].sort((a, b) => Number(isNear(b)) - Number(isNear(a)) || a.path.localeCompare(b.path, undefined, { numeric: true }));
  const items: FileItem[] = sorted.map(file => ({ label: workspace.asRelativePath(file), file }));
  const other: FileItem = { label: l10n.t('Browse…') };
  const placeHolder = l10n.t('A picture, an array, a table or a sound');
  const choice = found.length === 0 ? other : await window.showQuickPick([...items, other], { title: l10n.t('Try on a Sample'), placeHolder });
  if (choice !== other) return choice?.file;
  return (await window.showOpenDialog({ title: placeHolder, filters: { [l10n.t('Samples')]: ENDINGS } }))?.[0];
}
