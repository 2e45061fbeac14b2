import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor, until } from './editor';

const RECIPE = 'tones_dscnn.optrecipe.yaml';

test('From_a_model_to_a_recipe_that_suits_its_target', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/mcu', settings: { 'optrecipe.runOnSave': 'off' } });
  const rows = editor.page.locator('.quick-input-list .monaco-list-row');
  try {
    await editor.openFile('mcu.optrecipe.yaml');
    await editor.command('OptRecipe: New Recipe');
    await rows.filter({ hasText: 'tones_dscnn.tflite' }).first().click();
    await rows.filter({ hasText: 'cmsis-nn' }).first().waitFor();
    await editor.page.keyboard.type('TFLite Micro with CMSIS-NN');
    await editor.page.waitForTimeout(300);
    await editor.screenshot('9-new-recipe-targets');
    await editor.matchesKept('new-recipe-targets', { of: editor.page.locator('.quick-input-widget') });
    await rows.filter({ hasText: 'TFLite Micro with CMSIS-NN' }).first().click();
    await editor.page.keyboard.press('Enter');

    await editor.page.locator('.tab.active', { hasText: RECIPE }).waitFor();
    await until('the recipe is on disk', () => editor.exists(RECIPE));
    const text = editor.read(RECIPE);
    assert.match(text, /^# 12 operators \(CONV_2D/);
    assert.match(text, /→ int8/);
    assert.match(text, /path: calibration\.npz/);
    await until('the server has looked at it', async () => (await editor.problems()).infos > 0);
    assert.deepEqual(await editor.problems().then(({ errors, warnings }) => ({ errors, warnings })), { errors: 0, warnings: 0 });
    await editor.settle();
    await editor.screenshot('10-new-recipe');
    await editor.matchesKept('new-recipe');
  } catch (error) {
    await editor.tellFailure('newRecipe');
    throw error;
  } finally {
    await editor.close();
  }
});
