import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRecipe } from './benchRecipes.mjs';
import { makeModels } from './benchServer.mjs';
import { printTable } from './benchTable.mjs';
import { bundleTests } from './bundle.mjs';
import { installCodeServer } from './codeServer.mjs';
import { needChromium } from './debian.mjs';
import { packageExtension } from './package.mjs';
import { artifacts, must, plainEnvironment, root } from './steps.mjs';

const LINES = 2000;

/**
 * Typing in a recipe of 2,000 lines with everything we show in it, in the real VS Code; beside it the same text typed as plain YAML, which is what VS Code
 * itself costs. OPTRECIPE_VSIX names a package that is there already.
 */
export async function benchVscode() {
  await installCodeServer();
  const chromium = await needChromium();
  const folder = mkdtempSync(join(tmpdir(), 'optrecipe-bench-'));
  try {
    await makeModels(folder);
    const extension = process.env.OPTRECIPE_VSIX ?? (await packageExtension());
    const recipe = makeRecipe(folder, LINES, 1000);
    const workspace = join(folder, 'workspace');
    mkdirSync(workspace);
    copyFileSync(join(folder, 'model_1000.tflite'), join(workspace, 'model_1000.tflite'));
    const line = recipe.text.split('\n').findIndex(text => text.includes('# rule 500')) + 1;
    const outdir = join(artifacts, 'tests', 'bench');
    await bundleTests([join(root, 'tests', 'e2e', 'typing.bench.ts')], outdir);
    const measure = async name => {
      writeFileSync(join(workspace, name), recipe.text);
      const env = plainEnvironment({ OPTRECIPE_ROOT: root, OPTRECIPE_CHROMIUM: chromium });
      const { output } = await must(process.execPath, [join(outdir, 'typing.bench.mjs'), workspace, name, String(line), extension], { quiet: true, env });
      const { activation, hostPerKey, longestTask, longestTaskOnProcessor, longTasks } = JSON.parse(output.trim().split('\n').at(-1));
      return [activation ?? NaN, hostPerKey, longestTaskOnProcessor, longestTask, longTasks];
    };
    const rows = [['OptRecipe', ...(await measure('bench.optrecipe.yaml'))], ['the same text as YAML, without us', ...(await measure('bench.yaml'))]];
    console.log(`\n${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores; ${LINES} lines, model of 1,000 operators, nine keys a second`);
    console.log('times in ms; "on the processor" leaves out what other processes took from a task\n');
    const head = ['', 'activation', 'extension host', 'longest task,', 'longest task,', 'tasks over'];
    printTable([head, ['', '', 'per key', 'processor', 'clock', '50 ms'], ['goal', '≤ 100', '≤ 8', '≤ 50', '', '0']], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
