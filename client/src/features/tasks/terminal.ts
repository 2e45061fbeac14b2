import { CancellationTokenSource, EventEmitter, l10n, workspace, type Pseudoterminal, type Uri } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { CheckRequest, RunRequest } from '../run/protocol';
import type { Runs } from '../run/runs';
import { titleOfTask, uriOf, type RecipeTask } from './definition';
import { countLine, endLines, exitCodeOf, printable, problemLine } from './lines';

const INTERRUPT = '\u0003';
const CANCELLED = 130;
/** Progress is a line now and then, not one for each sample. */
const MILLISECONDS_BETWEEN_LINES = 1000;

/** One task in its terminal: the server does the work, so that a task and a save of one recipe never get in each other's way. */
export class RecipeTerminal implements Pseudoterminal {
  readonly #server: Server;
  readonly #runs: Runs;
  readonly #task: RecipeTask;
  readonly #recipe: Uri;
  readonly #onDidWrite = new EventEmitter<string>();
  readonly #onDidClose = new EventEmitter<number>();
  readonly #cancellation = new CancellationTokenSource();

  constructor(server: Server, runs: Runs, task: RecipeTask, folder: Uri | undefined) {
    this.#server = server;
    this.#runs = runs;
    this.#task = task;
    this.#recipe = uriOf(task.recipe, folder);
  }

  readonly onDidWrite = this.#onDidWrite.event;
  readonly onDidClose = this.#onDidClose.event;

  open(): void {
    void this.#work().then(code => this.#onDidClose.fire(code));
  }

  close(): void {
    this.#cancellation.cancel();
  }

  handleInput(data: string): void {
    if (data === INTERRUPT) this.close();
  }

  async #work(): Promise<number> {
    try {
      if (!workspace.isTrusted) throw new Error(l10n.t('Recipes do not run until the workspace is trusted'));
      this.#print(`optrecipe ${titleOfTask(this.#task)}`);
      const code = await this.#check();
      return this.#task.check === true ? code : await this.#run();
    } catch (error) {
      if (this.#cancellation.token.isCancellationRequested) return CANCELLED;
      this.#print(printable(error instanceof Error ? error.message : String(error)));
      return 2;
    }
  }

  async #check(): Promise<number> {
    const { problem, problems } = await this.#server.ask(CheckRequest, { uri: this.#recipe.toString() }, this.#cancellation.token);
    if (problem !== null) throw new Error(problem);
    for (const found of problems) this.#print(problemLine(this.#task.recipe, found));
    if (this.#task.check === true) this.#print(countLine(problems));
    return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
  }

  async #run(): Promise<number> {
    let last = 0;
    const following = this.#runs.onDidChange(({ running }) => {
      if (running?.uri !== this.#recipe.toString() || Date.now() - last < MILLISECONDS_BETWEEN_LINES) return;
      last = Date.now();
      this.#print(printable([`${running.percentage} %`, running.message, ...(running.left === null ? [] : [running.left])].join(' · ')));
    });
    try {
      const force = this.#task.force === true;
      const answer = await this.#server.ask(RunRequest, { uri: this.#recipe.toString(), force, again: force, variants: false }, this.#cancellation.token);
      for (const line of endLines(answer)) this.#print(line);
      return exitCodeOf(answer);
    } finally {
      following.dispose();
    }
  }

  #print(line: string): void {
    this.#onDidWrite.fire(`${line}\r\n`);
  }
}
