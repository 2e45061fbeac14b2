import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { EventEmitter, ExtensionMode, l10n, workspace, type Event, type ExtensionContext, type LogOutputChannel } from 'vscode';
import { RevealOutputChannelOn, State, TransportKind, type LanguageClient, type LanguageClientOptions } from 'vscode-languageclient/node';
import { askAgain } from './askAgain';
import { QuietClient } from './quietClient';
import { locateServer, type Machine, type ServerLocation } from './serverLocation';

export type ServerState = { readonly kind: 'starting' | 'running' | 'stopped' } | Failure;

/** Why there is no server: a sentence, and few enough words for the language status, which has one line. */
interface Failure {
  readonly kind: 'failed';
  readonly reason: string;
  readonly brief: string;
}

/** The collector takes a hundred megabytes before it looks at them unless it is told to look after four; only the environment can tell it, in
 * hexadecimal, and to a program of machine code without `0x`. */
const ENVIRONMENT = { DOTNET_GCgen0size: '400000' };

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
    this.#setState({ kind: 'starting' });
    const location = this.#locate();
    if (location.kind !== 'found') return this.#fail(...whyNot(location));
    const problem = makeExecutable(location);
    if (problem !== undefined) return this.#fail(problem, l10n.t('no permission to start it'));

    this.#log.info(`Starting ${[location.command, ...location.args].join(' ')}`);
    const client = this.#createClient(location);
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
    this.#onDidConnect.fire(client);
    this.#started = client.start();
    this.#started.catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (client === this.#client) this.#fail(l10n.t('The language server does not start: {0}', reason), l10n.t('does not start'));
    });
  }

  /** The running client, waited for while it starts; rejects with one sentence when there is none. */
  async connected(): Promise<LanguageClient> {
    while (this.#state.kind === 'starting') await this.#nextState();
    if (this.#state.kind === 'failed') throw new Error(this.#state.reason);
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
    // A client that never started, or whose server hangs, cannot be stopped in order; the next one can be started all the same.
    await this.stop().catch((error: unknown) => this.#log.warn(String(error)));
    this.start();
  }

  #locate(): ServerLocation {
    const configured = workspace.getConfiguration('optrecipe').get<string>('server.path', '');
    const isDevelopment = this.#context.extensionMode === ExtensionMode.Development;
    return locateServer(this.#context.extensionPath, configured, isDevelopment, thisMachine);
  }

  #createClient(location: Extract<ServerLocation, { kind: 'found' }>): QuietClient {
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
        reportCommand: 'optrecipe.runWithReport', openCommand: 'vscode.open', graphCommand: 'optrecipe.openGraph', tryCommand: 'optrecipe.try',
        profileCommand: 'optrecipe.profile', pushDiagnostics: true, closedRecipes: true, reportPageCommand: 'optrecipe.openReport', runs: true,
        variantsCommand: 'optrecipe.compareVariants', variantsPageCommand: 'optrecipe.openComparison', guideCommand: 'optrecipe.openGuide',
      },
      initializationFailedHandler: () => false,
      markdown: {
        isTrusted: { enabledCommands: ['optrecipe.run', 'optrecipe.showPlan', 'optrecipe.openGraph', 'optrecipe.openGuide'] },
        supportThemeIcons: true,
      },
      middleware: askAgain,
      textSynchronization: { delayOpenNotifications: true },
    };
    // The library adds the process id only for Node modules; with it the server ends even when VS Code dies before `initialize`.
    const args = [...location.args, `--clientProcessId=${process.pid}`];
    const executable = { command: location.command, args, transport: TransportKind.stdio, options: { cwd: storage, env: { ...process.env, ...ENVIRONMENT } } };
    return new QuietClient('optrecipe', 'OptRecipe', executable, options);
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

const thisMachine: Machine = {
  platform: process.platform,
  environment: process.env,
  home: homedir(),
  exists: path => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  list: folder => (existsSync(folder) ? readdirSync(folder) : []),
  readLine: path => (existsSync(path) ? readFileSync(path, 'utf8').split('\n', 1)[0] ?? '' : '').trim(),
  follow: path => (existsSync(path) ? realpathSync(path) : path),
};

function whyNot(location: Exclude<ServerLocation, { kind: 'found' }>): [reason: string, brief: string] {
  return location.kind === 'needsDotNet'
    ? [
      l10n.t('OptRecipe needs the .NET 10 runtime on this platform; install it from https://dotnet.microsoft.com/download/dotnet/10.0 and reload the window'),
      l10n.t('.NET 10 is missing'),
    ]
    : [l10n.t('The language server `{0}` does not exist', location.path), l10n.t('its file is missing')];
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
