import { EventEmitter, ExtensionMode, l10n, workspace, type CancellationToken, type Event, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { NotificationType, RequestType } from './messages';
import { locateServer, type ServerLocation } from './serverLocation';
import { makeExecutable, ServerProcess, thisMachine } from './serverProcess';

export type ServerState = { readonly kind: 'starting' | 'running' | 'stopped' } | Failure;

/** Why there is no server: a sentence, and few enough words for the language status, which has one line. */
interface Failure {
  readonly kind: 'failed';
  readonly reason: string;
  readonly brief: string;
}

/** The language server and the connection to it. A feature says at activation what it wants to hear, and asks when it is used. */
export class Server {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #onDidChangeState = new EventEmitter<ServerState>();
  readonly #handlers = new Map<string, (params: unknown) => void>();
  #process: ServerProcess | undefined;
  #client: LanguageClient | undefined;
  #started: Promise<void> = Promise.resolve();
  #state: ServerState = { kind: 'starting' };

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    context.subscriptions.push(this.#onDidChangeState);
  }

  readonly onDidChangeState: Event<ServerState> = this.#onDidChangeState.event;

  get state(): ServerState {
    return this.#state;
  }

  /** Starts the program and returns; the library that talks to it is loaded while it starts. */
  start(): void {
    this.#setState({ kind: 'starting' });
    const location = this.#locate();
    if (location.kind !== 'found') return this.#fail(...whyNot(location));
    const problem = makeExecutable(location);
    if (problem !== undefined) return this.#fail(problem, l10n.t('no permission to start it'));
    const process = new ServerProcess(location, this.#context.globalStorageUri.fsPath, this.#log);
    this.#process = process;
    this.#started = this.#connect(process);
    this.#started.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (process === this.#process) this.#fail(l10n.t('The language server does not start: {0}', reason), l10n.t('does not start'));
    });
  }

  /** What the server tells on its own; before the start, and one handler for a method. */
  hear<Params>({ method }: NotificationType<Params>, handler: (params: Params) => void): void {
    this.#handlers.set(method, handler as (params: unknown) => void);
  }

  /** Asks the server, which is waited for while it starts; rejects with one sentence when there is none. */
  async ask<Params, Answer>({ method }: RequestType<Params, Answer>, params: Params, token?: CancellationToken): Promise<Answer> {
    const client = await this.#connected();
    // The library takes an undefined token for a second parameter.
    return token === undefined ? client.sendRequest<Answer>(method, params) : client.sendRequest<Answer>(method, params, token);
  }

  /** Tells a server that is there. */
  tell<Params>({ method }: NotificationType<Params>, params: Params): void {
    if (this.#state.kind === 'running') void this.#client?.sendNotification(method, params);
  }

  /** Waits while the server starts; rejects with one sentence when there is none. */
  async ready(): Promise<void> {
    await this.#connected();
  }

  async stop(): Promise<void> {
    const [client, process, started] = [this.#client, this.#process, this.#started];
    this.#client = undefined;
    this.#process = undefined;
    try {
      await started.catch(() => undefined);
      await client?.dispose();
    } finally {
      process?.end();
    }
  }

  async restart(): Promise<void> {
    // A client that never started, or whose server hangs, cannot be stopped in order; the next one can be started all the same.
    await this.stop().catch((error: unknown) => this.#log.warn(String(error)));
    this.start();
  }

  async #connect(process: ServerProcess): Promise<void> {
    const { createClient, State } = await import('./connection');
    if (process !== this.#process) return;
    const client = createClient(this.#log, () => process.take());
    this.#client = client;
    client.onDidChangeState(change => {
      if (client !== this.#client) return;
      if (change.newState === State.Running) this.#setState({ kind: 'running' });
      // Between a crash and the next start the library calls itself stopped for a moment.
      else if (change.newState === State.Stopped && this.#state.kind === 'running') this.#setState({ kind: 'stopped' });
    });
    client.onDidCrash = isStartedAgain => {
      if (client !== this.#client) return;
      if (isStartedAgain) this.#setState({ kind: 'starting' });
      else this.#fail(l10n.t('The language server crashed five times in three minutes and is not started again'), l10n.t('crashed five times'));
    };
    for (const [method, handler] of this.#handlers) client.onNotification(method, handler);
    await client.start();
  }

  async #connected(): Promise<LanguageClient> {
    while (this.#state.kind === 'starting') await this.#nextState();
    if (this.#state.kind === 'failed') throw new Error(this.#state.reason);
    if (this.#state.kind === 'stopped' || this.#client === undefined) throw new Error(l10n.t('The language server is not running'));
    return this.#client;
  }

  #locate(): ServerLocation {
    const configured = workspace.getConfiguration('optrecipe').get<string>('server.path', '');
    const isDevelopment = this.#context.extensionMode === ExtensionMode.Development;
    return locateServer(this.#context.extensionPath, configured, isDevelopment, thisMachine);
  }

  #nextState(): Promise<void> {
    return new Promise(resolve => {
      const listener = this.onDidChangeState(() => {
        listener.dispose();
        resolve();
      });
    });
  }

  #fail(reason: string, brief: string): void {
    if (this.#state.kind === 'failed') return;
    this.#log.error(reason);
    this.#setState({ kind: 'failed', reason, brief });
  }

  #setState(state: ServerState): void {
    this.#state = state;
    this.#onDidChangeState.fire(state);
  }
}

function whyNot(location: Exclude<ServerLocation, { kind: 'found' }>): [reason: string, brief: string] {
  return location.kind === 'needsDotNet'
    ? [
      l10n.t('OptRecipe needs the .NET 10 runtime on this platform; install it from https://dotnet.microsoft.com/download/dotnet/10.0 and reload the window'),
      l10n.t('.NET 10 is missing'),
    ]
    : [l10n.t('The language server `{0}` does not exist', location.path), l10n.t('its file is missing')];
}
