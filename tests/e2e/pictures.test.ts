import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Editor, until } from './editor';

const root = process.env['OPTRECIPE_ROOT'] ?? process.cwd();
const RECIPE = 'tones.optrecipe.yaml';

/** Takes a picture of the README anew; with UPDATE_EXPECT=1 it becomes the one in the repository. */
async function picture(editor: Editor, name: string): Promise<void> {
  await editor.settle();
  await editor.screenshot(name);
  const kept = join(root, 'client', 'pictures', `${name}.png`);
  mkdirSync(join(root, 'client', 'pictures'), { recursive: true });
  if (process.env['UPDATE_EXPECT']) copyFileSync(join(root, 'artifacts', 'e2e', `${name}.png`), kept);
  assert.ok(existsSync(kept), `${kept} is missing; UPDATE_EXPECT=1 writes it`);
}

test('The_README_shows_hints_and_a_target_that_refuses_before_anything_runs', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/starter', settings: { 'optrecipe.runOnSave': 'off', 'editor.minimap.enabled': false } });
  try {
    await editor.openFile(RECIPE);
    await until('the target shows its coverage', async () => (await editor.text()).includes('100 % of MACs'));
    await picture(editor, 'hints-dark');
    await editor.goTo(RECIPE, 'int8                  # all');
    await editor.page.keyboard.press('Control+Delete');
    await editor.page.keyboard.type('dynamic ');
    await until('the target refuses', async () => (await editor.problems()).errors > 0);
    await editor.problemRows();
    await picture(editor, 'refused-dark');
  } catch (error) {
    await editor.tellFailure('pictures-dark');
    throw error;
  } finally {
    await editor.close();
  }
});

test('The_README_shows_what_becomes_of_a_model_and_what_became_of_it', { timeout: 240_000 }, async () => {
  const settings = { 'optrecipe.runOnSave': 'off', 'editor.minimap.enabled': false };
  const editor = await Editor.open({ folder: 'examples/starter', theme: 'Default Light Modern', settings });
  try {
    await editor.openFile(RECIPE);
    await until('the target shows its coverage', async () => (await editor.text()).includes('100 % of MACs'));
    await editor.goTo(RECIPE, 'quantize:');
    const hover = await editor.hover();
    await until('the hover tells what becomes of each operator', async () => /CONV_2D/.test(await hover.innerText()));
    await picture(editor, 'hover-light');
    await editor.page.keyboard.press('Escape');
    await editor.command('OptRecipe: Run Recipe and Open Its Report');
    await until('the report is beside the recipe', async () => (await editor.previews()).some(text => text.includes('after gzip')), 60_000);
    await editor.notifications.filter({ hasText: /59 KiB → / }).first().waitFor();
    await picture(editor, 'run-light');
  } catch (error) {
    await editor.tellFailure('pictures-light');
    throw error;
  } finally {
    await editor.close();
  }
});
