import { EventEmitter, ThemeColor, ThemeIcon, TreeItem, workspace, type ExtensionContext, type TreeDataProvider, type Uri } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { ReportRequest, type ReportAnswer } from '../report/protocol';
import type { StatusParams } from '../status/protocol';
import type { RecipeStatuses } from '../status/statuses';
import { describeRecipe } from './state';

const RECIPES = '**/*.{optrecipe.yaml,optrecipe.yml}';
const LEFT_OUT = '**/{node_modules,out,.optrecipe}/**';
/** How many recipes the view lists at most, and of how many it asks how their last run went. */
const MOST_RECIPES = 500;
const MOST_ASKED = 50;

/** The workspace's recipes, each with how it stands. An element is the recipe's address, so that every command takes it as it is. */
export class RecipeTree implements TreeDataProvider<Uri> {
  readonly #server: Server;
  readonly #statuses: RecipeStatuses;
  readonly #onDidChange = new EventEmitter<Uri | undefined>();
  readonly #reports = new Map<string, ReportAnswer | undefined>();
  /** One object for one recipe: the tree compares elements by identity. */
  #recipes = new Map<string, Uri>();

  constructor(context: ExtensionContext, server: Server, statuses: RecipeStatuses) {
    this.#server = server;
    this.#statuses = statuses;
    const watcher = workspace.createFileSystemWatcher(RECIPES, false, true, false);
    const all = () => this.#onDidChange.fire(undefined);
    context.subscriptions.push(
      this.#onDidChange, watcher, watcher.onDidCreate(all), watcher.onDidDelete(all),
      workspace.onDidChangeWorkspaceFolders(all),
      statuses.onDidChange(status => void this.#changed(status)),
      server.onDidChangeState(({ kind }) => {
        if (kind === 'running') void this.#askAll();
      }),
    );
  }

  readonly onDidChangeTreeData = this.#onDidChange.event;

  async getChildren(element?: Uri): Promise<Uri[]> {
    if (element !== undefined) return [];
    const found = await workspace.findFiles(RECIPES, LEFT_OUT, MOST_RECIPES);
    const recipes = found.filter(({ path }) => !/\.preset\.optrecipe\.ya?ml$/.test(path)).sort((a, b) => a.path.localeCompare(b.path));
    this.#recipes = new Map(recipes.map(uri => [uri.toString(), this.#recipes.get(uri.toString()) ?? uri]));
    void this.#askAll();
    return [...this.#recipes.values()];
  }

  getTreeItem(recipe: Uri): TreeItem {
    const key = recipe.toString();
    const status = this.#statuses.get(key);
    const report = this.#reports.get(key);
    const { icon, color, text } = describeRecipe(status, report);
    const path = workspace.asRelativePath(recipe);
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const item = new TreeItem(path.slice(path.lastIndexOf('/') + 1).replace(/\.optrecipe\.ya?ml$/, ''));
    item.id = key;
    item.resourceUri = recipe;
    item.description = [text, folder].filter(part => part !== '').join(' · ');
    item.iconPath = new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
    item.tooltip = [path, text, status?.detail ?? ''].filter(part => part !== '').join('\n');
    item.accessibilityInformation = { label: `${String(item.label)}, ${item.description}` };
    item.contextValue = report === undefined ? 'recipe' : 'recipe.hasRun';
    item.command = { command: 'vscode.open', title: '', arguments: [recipe] };
    return item;
  }

  async #changed({ uri, busy }: StatusParams): Promise<void> {
    const recipe = this.#recipes.get(uri);
    if (recipe === undefined) return;
    this.#onDidChange.fire(recipe);
    if (!busy && (await this.#ask(uri))) this.#onDidChange.fire(recipe);
  }

  async #askAll(): Promise<void> {
    for (const key of [...this.#recipes.keys()].slice(0, MOST_ASKED)) {
      const recipe = this.#recipes.get(key);
      if (recipe !== undefined && (await this.#ask(key))) this.#onDidChange.fire(recipe);
    }
  }

  /** Asks how the last run of a recipe went. @returns whether the answer is another than before */
  async #ask(uri: string): Promise<boolean> {
    if (this.#server.state.kind !== 'running') return false;
    const report = (await this.#server.ask(ReportRequest, { uri }).catch(() => null)) ?? undefined;
    const isSame = JSON.stringify(report) === JSON.stringify(this.#reports.get(uri));
    this.#reports.set(uri, report);
    return !isSame;
  }
}
