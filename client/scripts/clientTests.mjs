import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleTests } from './bundle.mjs';
import { artifacts, execute, plainEnvironment, root } from './steps.mjs';

/** Tests of the client's own logic and of the manifest, in plain Node. */
export function runClientTests() {
  return runNodeTests('client', ['--test-concurrency=2']);
}

/** The stories in the real VS Code, two files at a time: each has its own server, browser and folders, and they mostly wait. */
export function runEndToEndTests(environment) {
  return runNodeTests('e2e', ['--test-concurrency=2'], environment);
}

/** @returns {Promise<import('./dotnetTests.mjs').Totals>} */
async function runNodeTests(suite, options, environment = {}) {
  const sources = readdirSync(join(root, 'tests', suite)).filter(name => name.endsWith('.test.ts'));
  // Inside node_modules' reach, so that the bundled tests find the packages.
  const outdir = join(artifacts, 'tests', suite);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await bundleTests(sources.map(name => join(root, 'tests', suite, name)), outdir);
  const tap = join(outdir, 'results.tap');
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap', `--test-reporter-destination=${tap}`];
  const files = sources.map(name => join(outdir, name.replace(/\.ts$/, '.mjs')));
  const env = plainEnvironment({ OPTRECIPE_ROOT: root, ...environment });
  const { code } = await execute(process.execPath, ['--test', ...options, ...reporters, ...files], { env });

  const results = readFileSync(tap, 'utf8');
  const count = name => Number(results.match(new RegExp(`^# ${name} (\\d+)$`, 'm'))?.[1] ?? 0);
  // A skipped test counts as failed: no test is left out because something is missing.
  const failed = count('fail') + count('cancelled') + count('skipped') + count('todo');
  const failures = results.match(/^ *not ok .*$/gm) ?? [];
  return { passed: count('pass'), failed: failed === 0 && code !== 0 ? 1 : failed, failures };
}
