import { join } from 'node:path';
import { benchServer } from './benchServer.mjs';
import { benchVscode } from './benchVscode.mjs';
import { publishProgram, publishServer } from './package.mjs';
import { artifacts, configuration, installPackages, must, plainEnvironment, root, step } from './steps.mjs';

/** The suites of `tests/OptRecipe.Benchmarks`, which measure the engine and the library; `server` and `vscode` are measured from outside. */
const dotnetSuites = ['files', 'models', 'threads', 'coldstart', 'quantize', 'targets', 'typing'];
const suites = ['server', 'vscode', ...dotnetSuites, 'layers', 'operators'];

/**
 * `npm run bench` measures everything, `npm run bench -- files` one suite, `npm run bench -- layers resnet8_int8` each operator of a model,
 * `npm run bench -- operators` operators in types that no model of the others has;
 * words after a suite choose among its models.
 */
export async function run(args) {
  if (args.length > 0 && !suites.includes(args[0])) {
    console.error(`there is no suite \`${args[0]}\`; there are ${suites.join(', ')}`);
    return 2;
  }
  const chosen = args.length > 0 ? args : ['server', ...dotnetSuites];
  await installPackages();
  const dotnet = chosen.filter(name => name !== 'server' && name !== 'vscode');
  if (dotnet.length > 0) {
    const project = join(root, 'tests', 'OptRecipe.Benchmarks');
    const args = ['build', project, '-c', configuration, '-v', 'q', '-clp:NoSummary', '-nodeReuse:false'];
    await step('build the benchmarks', () => must('dotnet', args, { output: 'stderr' }));
    if (chosen.includes('quantize')) await publishServer();
    const program = dotnet.includes('coldstart') ? { OPTRECIPE_COLD_START: await publishColdStart() } : {};
    await must('dotnet', [join(project, 'bin', configuration, 'net10.0', 'OptRecipe.Benchmarks.dll'), ...dotnet], { env: plainEnvironment(program) });
  }
  if (chosen.includes('server')) await benchServer();
  if (chosen.includes('vscode')) await benchVscode();
  return 0;
}

/** The program that opens one model, compiled as the packaged worker is. @returns {Promise<string>} its path */
async function publishColdStart() {
  const target = join(artifacts, 'cold-start');
  await publishProgram('tests/OptRecipe.ColdStart', target, 'publish the cold start', undefined, '-p:WorkerOnly=true');
  return join(target, 'optrecipe-cold-start');
}
