import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { needNativeModulePackages } from './debian.mjs';
import { must, plainEnvironment, step, StepFailed } from './steps.mjs';

/** code-server 4.139.1 is VS Code 1.139.1; it needs Node 24, which comes as a package too. */
const CODE_SERVER = '4.139.1';
const NODE = '24.21.0';

/** Where VS Code lies; installed once per version, outside the checkout. @returns {Promise<{node: string, entry: string}>} */
export async function installCodeServer() {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'optrecipe');
  const folder = join(cache, `code-server-${CODE_SERVER}-node-${NODE}`);
  if (!existsSync(folder)) {
    await needNativeModulePackages();
    await step(`install code-server ${CODE_SERVER} (once, about two minutes)`, () => installInto(folder));
  }
  return { node: join(folder, 'node_modules', 'node', 'bin', 'node'), entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js') };
}

/** Under a name of its own until it is whole: the folder's final name is the sign that it is ready. */
async function installInto(folder) {
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    writeFileSync(join(partial, 'package.json'), JSON.stringify({ private: true }));
    const npm = ['install', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error', '--save-exact'];
    await must('npm', [...npm, `node@${NODE}`], { cwd: partial, quiet: true });
    const path = `${join(partial, 'node_modules', 'node', 'bin')}:${process.env.PATH}`;
    await must('npm', [...npm, `code-server@${CODE_SERVER}`], { cwd: partial, quiet: true, env: plainEnvironment({ PATH: path }) });
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/**
 * Starts VS Code for a browser on this computer only.
 * @param {{workspace: string, home: string, extension: string, others?: string[], trusted: boolean, port?: number, settings?: object}} options
 * home holds its user data and extensions
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startCodeServer(options) {
  const { node, entry } = await installCodeServer();
  const port = options.port ?? (await freePort());
  const user = join(options.home, 'user');
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User', 'settings.json'), JSON.stringify(options.settings ?? {}, undefined, 2));
  const folders = ['--user-data-dir', user, '--extensions-dir', join(options.home, 'extensions')];
  const env = plainEnvironment({ CODE_SERVER_CONFIG: join(options.home, 'config.yaml'), VSCODE_IPC_HOOK_CLI: '' });
  const packages = [options.extension, ...(options.others ?? [])].flatMap(file => ['--install-extension', file]);
  await must(node, [entry, ...folders, ...packages], { quiet: true, env });

  const trust = options.trusted ? ['--disable-workspace-trust'] : [];
  const args = [entry, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, ...folders, '--disable-telemetry', '--disable-update-check', ...trust];
  const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text));
  const ended = new Promise(resolve => child.on('close', resolve));

  const base = `http://127.0.0.1:${port}/`;
  for (let attempt = 0; !(await answers(base)); attempt++) {
    if (attempt > 150 || child.exitCode !== null) throw new StepFailed(`code-server does not answer on ${base}:\n${output}`);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  return {
    url: `${base}?folder=${encodeURIComponent(options.workspace)}`,
    async stop() {
      if (child.exitCode !== null) return;
      process.kill(-child.pid, 'SIGTERM');
      const late = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    },
  };
}

async function answers(url) {
  try {
    return (await fetch(`${url}healthz`)).ok;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
