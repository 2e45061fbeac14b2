import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { l10n, type LogOutputChannel } from 'vscode';
import type { Machine, ServerLocation } from './serverLocation';

/** The collector takes a hundred megabytes before it looks at them unless it is told to look after four; only the environment can tell it, in
 * hexadecimal, and to a program of machine code without `0x`. */
const ENVIRONMENT = { DOTNET_GCgen0size: '400000' };
/** How long a server that was told to end may take. */
const PATIENCE_MILLISECONDS = 2000;

/** The server's program. It starts at once, before there is a client to talk to it, and anew for each client that follows. */
export class ServerProcess {
  readonly #start: () => Promise<ChildProcess>;
  #next: Promise<ChildProcess> | undefined;
  #last: ChildProcess | undefined;

  constructor(location: Extract<ServerLocation, { kind: 'found' }>, folder: string, log: LogOutputChannel) {
    // With the process id the server ends even when VS Code dies before `initialize`.
    const args = [...location.args, '--stdio', `--clientProcessId=${process.pid}`];
    this.#start = () => {
      log.info(`Starting ${[location.command, ...location.args].join(' ')}`);
      mkdirSync(folder, { recursive: true });
      const child = spawn(location.command, args, { cwd: folder, env: { ...process.env, ...ENVIRONMENT } });
      this.#last = child;
      child.on('exit', (code, signal) => log.info(`The server ended with ${code ?? signal}`));
      return new Promise((resolve, reject) => {
        child.once('spawn', () => resolve(child));
        child.on('error', error => reject(whyItDoesNotStart(location.command, error)));
      });
    };
    this.#next = this.#start();
    // Told to the client that asks for it.
    this.#next.catch(() => undefined);
  }

  /** The one that was started at first, then always a new one. */
  take(): Promise<ChildProcess> {
    const process = this.#next ?? this.#start();
    this.#next = undefined;
    return process;
  }

  /** Ends a server that does not end by itself. */
  end(): void {
    const child = this.#last;
    setTimeout(() => {
      if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    }, PATIENCE_MILLISECONDS);
  }
}

export const thisMachine: Machine = {
  platform: process.platform,
  environment: process.env,
  home: homedir(),
  exists: path => statSync(path, { throwIfNoEntry: false })?.isFile() === true,
  list: folder => (existsSync(folder) ? readdirSync(folder) : []),
  readLine: path => (existsSync(path) ? readFileSync(path, 'utf8').split('\n', 1)[0] ?? '' : '').trim(),
  follow: path => (existsSync(path) ? realpathSync(path) : path),
};

/** A program that is there and yet not found is one whose loader is not: that of another C library. */
export function whyItDoesNotStart(command: string, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'ENOENT' || !existsSync(command)) return error;
  return new Error(l10n.t('{0} is made for another C library than this system has (Alpine has musl); install the portable package', command));
}

/** Packages built on Windows lose the executable bit. @returns why it cannot be given, undefined when it is there */
export function makeExecutable({ command }: Extract<ServerLocation, { kind: 'found' }>): string | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    accessSync(command, constants.X_OK);
  } catch {
    try {
      chmodSync(command, 0o755);
    } catch {
      return l10n.t('The language server `{0}` is not executable, and making it so is not permitted', command);
    }
  }
  return undefined;
}
