import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** What tests and builds leave behind; git ignores it. */
export const artifacts = join(root, 'artifacts');
export const configuration = 'Release';

/** A step that failed for a reason its own output already told, or that this sentence tells. */
export class StepFailed extends Error {
  name = 'StepFailed';
}

/** The environment without npm's own variables, which would otherwise configure a nested npm. */
export function plainEnvironment(extra = {}) {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return { ...environment, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1', ...extra };
}

/**
 * Runs a program without a shell and without stdin.
 * @param {{cwd?: string, env?: object, quiet?: boolean, capture?: boolean, output?: 'stderr'}} options quiet shows its output only when it fails
 * @returns {Promise<{code: number, output: string}>}
 */
export function execute(program, args, options = {}) {
  const collect = options.quiet || options.capture;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? plainEnvironment(),
      stdio: ['ignore', collect ? 'pipe' : options.output === 'stderr' ? 2 : 'inherit', collect ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', text => (output += text));
    child.stderr?.setEncoding('utf8').on('data', text => (output += text));
    child.on('error', error => reject(new StepFailed(`\`${program}\` does not start: ${error.message}`)));
    child.on('close', (code, signal) => {
      const failed = code ?? (signal ? 128 : 1);
      if (failed && options.quiet) process.stderr.write(output);
      resolve({ code: failed, output });
    });
  });
}

/** Like execute, but a failure ends the command. */
export async function must(program, args, options = {}) {
  const result = await execute(program, args, options);
  if (result.code !== 0) throw new StepFailed(`\`${program} ${args.join(' ')}\` ends with ${result.code}`);
  return result;
}

/** Prints the step's name before it runs and its time after; on stderr for commands whose stdout is data. */
export async function step(title, action) {
  const started = performance.now();
  console.error(`— ${title}`);
  const result = await action();
  console.error(`  ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}

/** Installs the npm packages of the lock file, unless exactly these are installed already. */
export async function installPackages() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const stamp = join(root, 'node_modules', '.optrecipe-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  await step('npm ci', async () => {
    await must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true });
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, lock);
  });
}

export async function buildSolution() {
  await compile('dotnet build', ['build', 'LanguageServer.sln', '-c', configuration, '-v', 'q', '-clp:NoSummary']);
}

/** A step of `dotnet` that compiles many projects: one compiler process for all of them, which ends with it. */
export async function compile(title, args) {
  await step(title, async () => {
    try {
      await must('dotnet', [...args, '-nodeReuse:false', '-p:UseSharedCompilation=true'], { output: 'stderr' });
    } finally {
      await execute('dotnet', ['build-server', 'shutdown', '--vbcscompiler'], { capture: true });
    }
  });
}
