import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A language server under measurement: its process, and just enough of the protocol to talk to it. It shares no code with either server. */
export class LspPeer {
  #child;
  #nextId = 1;
  #pending = new Map();
  #buffer = Buffer.alloc(0);
  #settings;
  #onDiagnostics = () => {};
  exited;
  /** What the server says it can, once it has been initialized. */
  capabilities = {};

  /** @param {{command: string, args: string[], settings: object}} server */
  constructor({ command, args, settings, environment = {} }) {
    this.#settings = settings;
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...environment } });
    this.#child.stdout.on('data', chunk => this.#receive(chunk));
    this.exited = new Promise(resolve => this.#child.on('exit', resolve));
  }

  async initialize(folderUri) {
    const capabilities = {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: { publishDiagnostics: { versionSupport: true }, synchronization: { didSave: true } },
    };
    const workspaceFolders = [{ uri: folderUri, name: 'bench' }];
    const answer = await this.request('initialize', { processId: process.pid, rootUri: folderUri, capabilities, workspaceFolders });
    this.capabilities = answer.capabilities;
    this.notify('initialized', {});
    this.notify('workspace/didChangeConfiguration', { settings: this.#settings });
  }

  request(method, params) {
    const id = this.#nextId++;
    this.#send({ jsonrpc: '2.0', id, method, params });
    return new Promise(resolve => this.#pending.set(id, resolve));
  }

  notify(method, params) {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  /** Resolves with the time at which diagnostics arrive that satisfy the condition. */
  diagnostics(condition) {
    return new Promise(resolve => {
      this.#onDiagnostics = diagnostics => {
        if (!condition(diagnostics)) return;
        this.#onDiagnostics = () => {};
        resolve(performance.now());
      };
    });
  }

  /** Resident memory in MB, as the kernel counts it. */
  residentMegabytes() {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8'))[1]) / 1024;
  }

  /** Processor time used so far, as the kernel counts it, in steps of 10 ms. */
  processorSeconds() {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async stop() {
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await Promise.race([this.request('shutdown'), this.exited]);
    this.notify('exit');
    this.#child.stdin.end();
    await this.exited;
    clearTimeout(late);
  }

  #send(message) {
    const body = Buffer.from(JSON.stringify(message));
    if (this.#child.stdin.writable) this.#child.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  #receive(chunk) {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, end))[1]);
      if (this.#buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.#buffer.toString('utf8', end + 4, end + 4 + length));
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#handle(message);
    }
  }

  #handle({ id, method, params, result }) {
    if (method === undefined) {
      this.#pending.get(id)?.(result);
      this.#pending.delete(id);
    } else if (method === 'textDocument/publishDiagnostics') {
      this.#onDiagnostics(params.diagnostics);
    } else if (id !== undefined) {
      const answer = method === 'workspace/configuration' ? params.items.map(item => this.#setting(item.section)) : null;
      this.#send({ jsonrpc: '2.0', id, result: answer });
    }
  }

  #setting(section = '') {
    const value = section.split('.').filter(Boolean).reduce((settings, name) => settings?.[name], this.#settings);
    return value ?? null;
  }
}
