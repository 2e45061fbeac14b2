import { EventEmitter, type Event, type ExtensionContext } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { StatusNotification, type StatusParams } from './protocol';

/** What the server said last about each recipe, for everyone who shows it: a method has one handler in a client. */
export class RecipeStatuses {
  readonly #byRecipe = new Map<string, StatusParams>();
  readonly #onDidChange = new EventEmitter<StatusParams>();

  constructor(context: ExtensionContext, server: Server) {
    context.subscriptions.push(
      this.#onDidChange,
      server.onDidChangeState(({ kind }) => {
        if (kind !== 'running') this.#byRecipe.clear();
      }),
    );
    server.hear(StatusNotification, status => {
      this.#byRecipe.set(status.uri, status);
      this.#onDidChange.fire(status);
    });
  }

  readonly onDidChange: Event<StatusParams> = this.#onDidChange.event;

  get(uri: string): StatusParams | undefined {
    return this.#byRecipe.get(uri);
  }
}
