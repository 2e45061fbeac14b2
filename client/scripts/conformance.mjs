import { join } from 'node:path';
import { configuration, execute, must, plainEnvironment, root } from './steps.mjs';

const project = join(root, 'tests', 'OptRecipe.Conformance');
const program = join(project, 'bin', configuration, 'net10.0', 'OptRecipe.Conformance.dll');

/** Runs corpora of models with known results through the interpreter. */
export async function run(args) {
  await must('dotnet', ['build', project, '-c', configuration, '-v', 'q', '-clp:NoSummary', '-nodeReuse:false'], { output: 'stderr' });
  return (await execute('dotnet', [program, ...args], { env: plainEnvironment({ INIT_CWD: process.env.INIT_CWD ?? process.cwd() }) })).code;
}
