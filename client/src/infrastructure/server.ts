import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { EventEmitter, ExtensionMode, l10n, workspace, type Event, type ExtensionContext, type LogOutputChannel } from 'vscode';
import { LanguageClient, RevealOutputChannelOn, State, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node';
import { locateServer, type Machine, type ServerLocation } from './serverLocation';

export type ServerState = { readonly kind: 'starting' | 'running' | 'stopped' } | { readonly kind: 'failed'; readonly reason: string };

/** The collector takes a hundred megabytes before it looks at them unless it is told to look after four; only the environment can tell it. */
const ENVIRONMENT = { DOTNET_GCgen0size: '0x400000' };

/** The language server's process and the connection to it. A feature registers what it wants to hear before the start and asks when it is used. */
export class Server {
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #onDidConnect = new EventEmitter<LanguageClient>();
  readonly #onDidChangeState = new EventEmitter<ServerState>();
  #client: LanguageClient | undefined;
  #started: Promise<void> = Promise.resolve();
  #state: ServerState = { kind: 'starting' };

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.#context = context;
    this.#log = log;
    context.subscriptions.push(this.#onDidConnect, this.#onDidChangeState);
  }

  /** Fires with a new client before it starts: the moment to register handlers on it. */
  readonly onWillConnect: Event<LanguageClient> = this.#onDidConnect.event;
  readonly onDidChangeState: Event<ServerState> = this.#onDidChangeState.event;

  get state(): ServerState {
    return this.#state;
  }

  start(): void {
    const location = this.#locate();
    if (location.kind !== 'found') return this.#fail(whyNot(location));
    const problem = makeExecutable(location);
    if (problem !== undefined) return this.#fail(problem);

    this.#log.info(`Starting ${[location.command, ...location.args].join(' ')}`);
    const client = this.#createClient(location);
    this.#client = client;
    this.#setState({ kind: 'starting' });
    client.onDidChangeState(change => {
      if (change.newState === State.Running) this.#setState({ kind: 'running' });
      else if (change.newState === State.Stopped) this.#setState({ kind: 'stopped' });
    });
    this.#onDidConnect.fire(client);
    this.#started = client.start();
    this.#started.catch((error: unknown) => this.#fail(l10n.t('The language server does not start: {0}', String(error))));
  }

  /** The running client; rejects with one sentence when there is none. */
  async connected(): Promise<LanguageClient> {
    if (this.#state.kind === 'failed') throw new Error(this.#state.reason);
    await this.#started;
    if (this.#client?.state !== State.Running) throw new Error(l10n.t('The language server is not running'));
    return this.#client;
  }

  /** The running client, undefined while there is none. */
  get current(): LanguageClient | undefined {
    return this.#client?.state === State.Running ? this.#client : undefined;
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    await this.#started.catch(() => undefined);
    await client.dispose();
  }

  async restart(): Promise<void> {
    await this.stop();
    this.start();
  }

  #locate(): ServerLocation {
    const configured = workspace.getConfiguration('optrecipe').get<string>('server.path', '');
    const isDevelopment = this.#context.extensionMode === ExtensionMode.Development;
    return locateServer(this.#context.extensionPath, configured, isDevelopment, thisMachine);
  }

  #createClient(location: Extract<ServerLocation, { kind: 'found' }>): LanguageClient {
    const storage = this.#context.globalStorageUri.fsPath;
    mkdirSync(storage, { recursive: true });
    const options: LanguageClientOptions = {
      documentSelector: ['file', 'untitled', 'vscode-vfs'].map(scheme => ({ language: 'optrecipe', scheme })),
      diagnosticCollectionName: 'optrecipe',
      outputChannel: this.#log,
      traceOutputChannel: this.#log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: {
        trusted: workspace.isTrusted, runCommand: 'optrecipe.run', planCommand: 'optrecipe.showPlan',
        reportCommand: 'optrecipe.runWithReport', openCommand: 'vscode.open', pushDiagnostics: true, closedRecipes: true,
      },
      initializationFailedHandler: () => false,
      markdown: { isTrusted: { enabledCommands: ['optrecipe.run', 'optrecipe.showPlan'] }, supportThemeIcons: true },
      textSynchronization: { delayOpenNotifications: true },
    };
    // The library adds the process id only for Node modules; with it the server ends even when VS Code dies before `initialize`.
    const args = [...location.args, `--clientProcessId=${process.pid}`];
    const executable = { command: location.command, args, transport: TransportKind.stdio, options: { cwd: storage, env: { ...process.env, ...ENVIRONMENT } } };
    return new LanguageClient('optrecipe', 'OptRecipe', executable, options);
  }

  #fail(reason: string): void {
    this.#log.error(reason);
    this.#setState({ kind: 'failed', reason });
  }

  #setState(state: ServerState): void {
    this.#state = state;
    this.#onDidChangeState.fire(state);
  }
}

const thisMachine: Machine = {
  platform: process.platform,
  environment: process.env,
  home: homedir(),
  exists: path => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  list: folder => (existsSync(folder) ? readdirSync(folder) : []),
};

function whyNot(location: Exclude<ServerLocation, { kind: 'found' }>): string {
  return location.kind === 'needsDotNet'
    ? l10n.t('OptRecipe needs the .NET 10 runtime on this platform; install it from https://dotnet.microsoft.com/download/dotnet/10.0 and reload the window')
    : l10n.t('The language server `{0}` does not exist', location.path);
}

/** Packages built on Windows lose the executable bit. */
function makeExecutable(location: Extract<ServerLocation, { kind: 'found' }>): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    accessSync(location.command, constants.X_OK);
  } catch {
    try {
      chmodSync(location.command, 0o755);
    } catch {
      return l10n.t('The language server `{0}` is not executable, and making it so is not permitted', location.command);
    }
  }
  return undefined;
}
