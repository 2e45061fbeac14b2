import { join } from 'node:path';
import { configuration, execute, must, plainEnvironment, root } from './steps.mjs';

const project = join(root, 'tests', 'OptRecipe.Coverage');
const program = join(project, 'bin', configuration, 'net10.0', 'OptRecipe.Coverage.dll');

/** Compares verdicts with what the real tools did. */
export async function run(args) {
  await must('dotnet', ['build', project, '-c', configuration, '-v', 'q', '-clp:NoSummary', '-nodeReuse:false'], { output: 'stderr' });
  return (await execute('dotnet', [program, ...args], { env: plainEnvironment({ INIT_CWD: process.env.INIT_CWD ?? process.cwd() }) })).code;
}
