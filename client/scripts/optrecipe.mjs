import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { configuration, execute, must, plainEnvironment, root } from './steps.mjs';

const project = join(root, 'server', 'OptRecipe.Cli', 'OptRecipe.Cli.csproj');
const program = join(root, 'server', 'OptRecipe.Cli', 'bin', configuration, 'net10.0', 'optrecipe.dll');

/** Runs the command line of the checkout; stdout is the program's alone, whatever a build has to say goes to stderr. */
export async function run(args) {
  if (isStale()) await must('dotnet', ['build', project, '-c', configuration, '-v', 'q', '-clp:NoSummary', '-nodeReuse:false'], { output: 'stderr' });
  return runCli(args, process.env.INIT_CWD ?? process.cwd());
}

/** @returns {Promise<number>} the exit code */
export async function runCli(args, cwd) {
  return (await execute('dotnet', [program, ...args], { cwd, env: plainEnvironment() })).code;
}

function isStale() {
  let built;
  try {
    built = statSync(program).mtimeMs;
  } catch {
    return true;
  }
  return readdirSync(join(root, 'server'), { recursive: true, withFileTypes: true }).some(entry =>
    entry.isFile() && !/[\\/](bin|obj)([\\/]|$)/.test(entry.parentPath) && statSync(join(entry.parentPath, entry.name)).mtimeMs > built);
}
