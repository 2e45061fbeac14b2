import { commands, EventEmitter, type Disposable, type Event } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { RunsNotification, type RunsParams } from './protocol';

const NONE: RunsParams = { running: null, waiting: [] };

/** The run under way and those that wait, as the server tells them; none while there is no server. */
export class Runs implements Disposable {
  readonly #onDidChange = new EventEmitter<RunsParams>();
  readonly #subscriptions: readonly Disposable[];
  #now = NONE;

  constructor(server: Server) {
    server.hear(RunsNotification, runs => this.#set(runs));
    this.#subscriptions = [
      this.#onDidChange,
      server.onDidChangeState(state => {
        if (state.kind !== 'running') this.#set(NONE);
      }),
    ];
  }

  readonly onDidChange: Event<RunsParams> = this.#onDidChange.event;

  get now(): RunsParams {
    return this.#now;
  }

  /** URIs of all recipes with a run, the one under way first. */
  get recipes(): readonly string[] {
    const { running, waiting } = this.#now;
    return running === null ? waiting : [running.uri, ...waiting];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #set(runs: RunsParams): void {
    const wasRunning = this.recipes.length > 0;
    this.#now = runs;
    const isRunning = this.recipes.length > 0;
    if (isRunning !== wasRunning) void commands.executeCommand('setContext', 'optrecipe.running', isRunning);
    this.#onDidChange.fire(runs);
  }
}
