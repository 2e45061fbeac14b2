import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { needArmEmulator } from './debian.mjs';
import { publishProgram } from './package.mjs';
import { artifacts, configuration, plainEnvironment, root } from './steps.mjs';

/** What vstest says around the results. */
const NOISE = /^(Test run for|A total of|Starting test execution|VSTest version|Additionally, path to test adapters|No test is available in|\s*$)/;
const FAILURE = /^ {2}Failed \S/;
const SUMMARY = /^(?:Passed|Failed|Skipped)! +- Failed: +(\d+), Passed: +(\d+), Skipped: +(\d+), Total: +(\d+)/;

/** @typedef {{passed: number, failed: number, failures: string[]}} Totals the failures as the runner told them */

/** Adds what one run of tests gave. */
export function sum(totals, { passed, failed, failures }) {
  totals.passed += passed;
  totals.failed += failed;
  totals.failures.push(...failures);
}

/** Every test project of the solution. @returns {Promise<Totals>} */
export function runDotNetTests(environment = {}) {
  return runTests(['LanguageServer.sln'], environment);
}

/** Instruction sets that the runtime is told to leave alone, so that the suites of kernels run as on a processor without them. */
const LESSER_PROCESSORS = [
  { DOTNET_EnableAVXVNNI: '0' },
  { DOTNET_EnableAVXVNNI: '0', DOTNET_EnableAVX512: '0' },
  { DOTNET_EnableAVX: '0' },
];

/** The corpus of operators with every kernel set, once more for each lesser processor. @returns {Promise<Totals>} */
export async function runKernelTests(environment = {}) {
  const totals = { passed: 0, failed: 0, failures: [] };
  for (const processor of LESSER_PROCESSORS) {
    console.log(`kernels with ${Object.keys(processor).join(', ')} = 0`);
    const filter = 'FullyQualifiedName~CorpusTests|FullyQualifiedName~MicroKernelTests';
    sum(totals, await runTests(['tests/OptRecipe.Engine.Tests', '--filter', filter], { ...environment, ...processor }));
  }
  return totals;
}

/** What an emulated processor runs: the corpus with every kernel set; kernels against plain loops; products of bytes once more without Dp. */
const KERNELS = ['MicroKernelTests', 'DepthwiseKernelTests', 'HybridKernelTests', 'KernelSetsAgreeTests'];
const ARM_RUNS = [
  { tests: ['gives_the_judged_result', 'gives_what_TFLite_Micro_gave'], settings: { OPTRECIPE_LONG: '1' } },
  { tests: [...KERNELS, 'Int16KernelTests', 'VectorLoopTests'], settings: { OPTRECIPE_LONG: '0' } },
  { tests: [...KERNELS, 'of_the_clone_gives_the_judged_result'], settings: { OPTRECIPE_LONG: '0', DOTNET_EnableArm64Dp: '0' } },
];

/** The kernels of Arm64 on an emulated processor; says so in one line where there is no emulator. @returns {Promise<Totals>} */
export async function runArmTests(environment = {}) {
  const totals = { passed: 0, failed: 0, failures: [] };
  let emulator;
  try {
    emulator = await needArmEmulator();
  } catch (error) {
    if (error.name !== 'StepFailed') throw error;
    console.log(`kernels of Arm64 were not run: ${error.message}`);
    return totals;
  }
  const folder = join(artifacts, 'arm64', 'program');
  const target = { runtime: 'linux-arm64' };
  await publishProgram('tests/OptRecipe.Engine.Tests', folder, 'publish the tests for Arm64', target, '--self-contained', '-p:UseAppHost=true');
  for (const { tests, settings } of ARM_RUNS) {
    const [program, ...args] = [...emulator, join(folder, 'OptRecipe.Engine.Tests'), ...tests];
    // QEMU does not see code that is written through a second mapping of its pages.
    sum(totals, await countTests(program, args, { ...environment, ...settings, DOTNET_EnableWriteXorExecute: '0' }));
  }
  return totals;
}

/** Everything that starts the server or its worker as a process, once more with the published files. @returns {Promise<Totals>} */
export function runPublishedTests(environment = {}) {
  const filter = ['Process', 'RunRow', 'LimitRow', 'CommandTests', 'RandomSession'].map(name => `FullyQualifiedName~${name}`).join('|');
  const published = { OPTRECIPE_PUBLISHED_SERVER: join(root, 'dist', 'server', 'optrecipe-server') };
  return runTests(['tests/OptRecipe.LanguageServer.Tests', '--filter', filter], { ...environment, ...published });
}

function runTests(what, environment) {
  const args = ['test', ...what, '-c', configuration, '--no-build', '-v', 'q', '-nodeReuse:false', '--logger', 'console;verbosity=minimal'];
  return countTests('dotnet', args, { DOTNET_CLI_UI_LANGUAGE: 'en', ...environment });
}

function countTests(program, args, environment) {
  const env = plainEnvironment(environment);
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let passed = 0;
  let failed = 0;
  const failures = [];
  let isFailure = false;
  createInterface({ input: child.stdout }).on('line', line => {
    if (!NOISE.test(line)) console.log(line);
    isFailure = FAILURE.test(line) || (isFailure && line.startsWith(' '));
    if (isFailure) failures.push(line);
    const summary = SUMMARY.exec(line);
    if (summary === null) return;
    passed += Number(summary[2]);
    // What is not passed (failed, skipped) is a failure: no test is left out because something is missing.
    failed += Number(summary[4]) - Number(summary[2]);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // A run that was aborted has no summary, only its exit code.
    child.on('close', code => resolve({ passed, failed: failed === 0 && code !== 0 ? 1 : failed, failures }));
  });
}
