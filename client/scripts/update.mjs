import { buildSolution, configuration, execute, installPackages, plainEnvironment, step } from './steps.mjs';
import { runClientTests } from './clientTests.mjs';

/** Rewrites every expected file; the tests that had to rewrite one fail this once, which is why no failure is told here. */
export async function run() {
  process.env.UPDATE_EXPECT = '1';
  await installPackages();
  await buildSolution();
  const env = plainEnvironment({ UPDATE_EXPECT: '1' });
  await step('dotnet test', () => execute('dotnet', ['test', 'LanguageServer.sln', '-c', configuration, '--no-build', '-v', 'q'], { env }));
  await step('client tests', () => runClientTests());
  console.log('Read the changes with `git diff`, then run `npm test`.');
  return 0;
}
