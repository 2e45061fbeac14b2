import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runClientTests, runEndToEndTests } from './clientTests.mjs';
import { needChromium } from './debian.mjs';
import { installCodeServer } from './codeServer.mjs';
import { runArmTests, runDotNetTests, runKernelTests, runPublishedTests, sum } from './dotnetTests.mjs';
import { packageExtension } from './package.mjs';
import { artifacts, buildSolution, execute, installPackages, root, step } from './steps.mjs';

const notRun = join(artifacts, 'not-run.txt');

/** `npm test`; --quick leaves the package and the browser out, --long runs the long suites too. */
export async function run(args) {
  const isQuick = args.includes('--quick');
  const isLong = args.includes('--long');
  const environment = isLong ? { OPTRECIPE_LONG: '1' } : {};
  const totals = { passed: 0, failed: 0, failures: [] };
  const add = result => sum(totals, result);
  rmSync(notRun, { force: true });
  try {
    await installPackages();
    const chromium = isQuick ? undefined : await prepareBrowser();
    await buildSolution();
    add(await step('dotnet test', () => runDotNetTests(environment)));
    if (isLong) add(await step('kernels on lesser processors', () => runKernelTests(environment)));
    if (isLong) add(await step('kernels on Arm64', () => runArmTests(environment)));
    add(await step('client tests', () => runClientTests()));
    add(await check('tsc', process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', root]));
    if (chromium !== undefined) {
      if (isLong) await packageExtension('win32-x64');
      const packages = { OPTRECIPE_VSIX_PORTABLE: await packageExtension('portable'), OPTRECIPE_VSIX: await packageExtension() };
      add(await step('processes, with the packaged server', () => runPublishedTests(environment)));
      add(await step('end-to-end tests', () => runEndToEndTests({ ...packages, OPTRECIPE_CHROMIUM: chromium })));
    }
  } catch (error) {
    // A step that cannot be done is a failure among the others: the closing line is printed whatever happens.
    console.error(error.name === 'StepFailed' ? error.message : error);
    totals.failed++;
  }
  if (totals.failures.length > 0) console.log(['what failed:', ...totals.failures].join('\n'));
  const left = countNotRun();
  if (left > 0) console.log(`${left} cases over ../shared were not run: the folder is not there`);
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

async function prepareBrowser() {
  await installCodeServer();
  return needChromium();
}

/** A tool that must have nothing to say; counts as one test. */
async function check(title, program, args) {
  const { code } = await step(title, () => execute(program, args));
  return code === 0 ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [title] };
}

function countNotRun() {
  if (!existsSync(notRun)) return 0;
  return readFileSync(notRun, 'utf8').split('\n').reduce((sum, line) => sum + (parseInt(line, 10) || 0), 0);
}
