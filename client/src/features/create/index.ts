import { commands, l10n, QuickPickItemKind, Uri, window, workspace, WorkspaceEdit, type ExtensionContext, type QuickPickItem } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { copyExampleModel } from '../welcome/example';
import { NewRecipeRequest, TargetsRequest, type TargetChoice } from './protocol';

/** How many models the list of the workspace's models holds at most. */
const MOST_MODELS = 200;

/** `New Recipe`: pick a model, say where it must run, and get a recipe with its reasons, beside the model. */
export function activateCreate(context: ExtensionContext, server: Server): void {
  context.subscriptions.push(commands.registerCommand('optrecipe.newRecipe', async (argument?: unknown) => {
    try {
      await newRecipe(context.extensionUri, server, argument instanceof Uri ? argument : undefined);
    } catch (error) {
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }));
}

async function newRecipe(extension: Uri, server: Server, given: Uri | undefined): Promise<void> {
  const model = given ?? (await pickModel(extension));
  if (model === undefined) return;
  const { targets } = await server.ask(TargetsRequest, {});
  const picked = await pickTargets(targets);
  if (picked === undefined) return;
  const uri = await recipeFor(model);
  const { text, problem } = await server.ask(NewRecipeRequest, { uri: uri.toString(), model: model.toString(), targets: picked });
  if (problem !== null) return void window.showErrorMessage(l10n.t('No recipe can be proposed: {0}', problem));
  const edit = new WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  await workspace.applyEdit(edit);
  await window.showTextDocument(uri);
}

interface ModelItem extends QuickPickItem {
  readonly model?: Uri;
}

/** One of the workspace's models, any other file, or, where there is none, a copy of the example's. */
async function pickModel(extension: Uri): Promise<Uri | undefined> {
  const found = await workspace.findFiles('**/*.tflite', '**/{node_modules,out,.optrecipe}/**', MOST_MODELS);
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const items: ModelItem[] = found.map(model => ({ label: workspace.asRelativePath(model), model })).sort((a, b) => a.label.localeCompare(b.label));
  const other: ModelItem = { label: l10n.t('Browse…') };
  const example: ModelItem = { label: l10n.t('Copy an example model into this folder'), detail: l10n.t('A keyword spotter of 59 KiB, with data') };
  const offersExample = found.length === 0 && folder !== undefined;
  if (found.length === 0 && !offersExample) return browse();
  const choice = await window.showQuickPick([...items, other, ...(offersExample ? [example] : [])], {
    title: l10n.t('New Recipe'), placeHolder: l10n.t('The model to optimize'),
  });
  if (choice === example && folder !== undefined) return copyExampleModel(extension, folder);
  return choice === other ? browse() : choice?.model;
}

async function browse(): Promise<Uri | undefined> {
  const filters = { [l10n.t('TensorFlow Lite models')]: ['tflite'] };
  return (await window.showOpenDialog({ title: l10n.t('The model to optimize'), filters }))?.[0];
}

async function pickTargets(targets: readonly TargetChoice[]): Promise<string[] | undefined> {
  const item = ({ id, title, detail }: TargetChoice): QuickPickItem => ({ label: id, description: title, detail });
  const separator = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });
  const items = [
    separator(l10n.t('Kinds of devices')), ...targets.filter(({ group }) => group).map(item),
    separator(l10n.t('Single targets')), ...targets.filter(({ group }) => !group).map(item),
  ];
  const placeHolder = l10n.t('Where must the model run? Pick one or more');
  const picked = await window.showQuickPick(items, { title: l10n.t('New Recipe'), placeHolder, canPickMany: true, matchOnDescription: true });
  return picked?.map(({ label }) => label);
}

/** Beside the model, under a name that is free. */
async function recipeFor(model: Uri): Promise<Uri> {
  const base = model.path.replace(/\.tflite$/i, '');
  for (let number = 1; ; number++) {
    const uri = model.with({ path: `${base}${number === 1 ? '' : `-${number}`}.optrecipe.yaml` });
    const isTaken = await workspace.fs.stat(uri).then(() => true, () => false);
    if (!isTaken) return uri;
  }
}
