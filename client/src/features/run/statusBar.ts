import { l10n, MarkdownString, StatusBarAlignment, ThemeColor, window, type Disposable, type StatusBarItem } from 'vscode';
import type { RunAnswer } from './protocol';
import { titleOf } from './recipeUri';
import type { Runs } from './runs';
import { describeResult, describeRunning, type BarView } from './view';

/** The one status-bar item: the run under way, else what became of the last run of the recipe in front. */
export class RunStatusBar implements Disposable {
  readonly #runs: Runs;
  readonly #results = new Map<string, RunAnswer>();
  readonly #subscriptions: readonly Disposable[];
  #item: StatusBarItem | undefined;

  constructor(runs: Runs) {
    this.#runs = runs;
    this.#subscriptions = [runs.onDidChange(() => this.#show()), window.onDidChangeActiveTextEditor(() => this.#show())];
  }

  finished(uri: string, answer: RunAnswer): void {
    this.#results.set(uri, answer);
    this.#show();
  }

  dispose(): void {
    this.#item?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #show(): void {
    const view = this.#view();
    if (view === undefined) return this.#item?.hide();
    const item = (this.#item ??= this.#create());
    item.text = view.text;
    item.tooltip = new MarkdownString().appendText(view.tooltip);
    item.accessibilityInformation = { label: view.tooltip };
    item.backgroundColor = view.background === undefined ? undefined : new ThemeColor(view.background);
    item.command = { title: view.tooltip, ...view.command };
    item.show();
  }

  #view(): BarView | undefined {
    const { running, waiting } = this.#runs.now;
    if (running !== null) return describeRunning(running, titleOf(running.uri), waiting.length);
    const uri = window.activeTextEditor?.document.uri.toString();
    const answer = uri === undefined ? undefined : this.#results.get(uri);
    return uri === undefined || answer === undefined ? undefined : describeResult(answer, uri);
  }

  #create(): StatusBarItem {
    const item = window.createStatusBarItem('run', StatusBarAlignment.Left);
    item.name = l10n.t('OptRecipe Run');
    return item;
  }
}
