import { bundleClient } from './bundle.mjs';
import { runCli } from './optrecipe.mjs';
import { buildSolution, installPackages, root, step } from './steps.mjs';

/** Installs, builds, and runs the quick start through the engine. */
export async function run() {
  await installPackages();
  await buildSolution();
  await step('bundle the client', () => bundleClient());
  console.error('— optrecipe run examples/quickstart/quickstart.optrecipe.yaml\n');
  const code = await runCli(['run', 'examples/quickstart/quickstart.optrecipe.yaml'], root);
  if (code === 0) console.log('\nNext: open the recipe in VS Code with `npm run code`, or read examples/README.md');
  return code;
}
