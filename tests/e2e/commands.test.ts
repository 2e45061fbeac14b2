import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor, until } from './editor';

const RECIPE = 'quickstart.optrecipe.yaml';

test('Commands_run_a_recipe_and_show_its_plan_in_a_light_theme', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/quickstart', theme: 'Default Light Modern', settings: { 'optrecipe.runOnSave': 'off' } });
  try {
    await editor.openFile(RECIPE);
    await until('the server says something about the targets', async () => (await editor.problems()).infos > 0);
    await until('keys and quantities have their colours', async () => (await editor.colourOf('file')) === (await editor.colourOf('model')));
    assert.notEqual(await editor.colourOf('100'), await editor.colourOf('digits_cnn.tflite'));

    await editor.appendLine('# changed');
    await editor.page.keyboard.press('Control+S');
    await until('the file is saved', () => editor.read(RECIPE).includes('# changed'));
    await editor.page.waitForTimeout(2000);
    assert.ok(!editor.exists('out'), '`optrecipe.runOnSave: off` runs nothing');

    await editor.command('OptRecipe: Show Plan');
    const preview = editor.page.locator('.tab', { hasText: 'Plan of quickstart' });
    await preview.waitFor();
    await until('the plan names an operator', async () => (await editor.previews()).some(text => text.includes('CONV_2D')));
    await editor.screenshot('6-plan-light');

    await editor.page.keyboard.press('Control+1');
    await editor.page.locator('.codelens-decoration a', { hasText: 'Run' }).first().click();
    // On a slow machine its progress stands there first.
    await editor.notifications.filter({ hasText: /337(\.\d+)? KiB/ }).first().waitFor();
    assert.ok(editor.exists('out', 'digits.tflite'));
    await editor.screenshot('7-run-by-lens-light');
    await editor.page.locator('.notification-toast .monaco-button', { hasText: 'Open Report' }).click();
    await editor.page.locator('.tab.active', { hasText: 'Report of quickstart' }).waitFor();
    await until('the report is shown', async () => (await editor.previews()).some(text => text.includes('after gzip')));
    await editor.settle();
    await editor.screenshot('8-report-light');
  } catch (error) {
    await editor.tellFailure('commands');
    throw error;
  } finally {
    await editor.close();
  }
});
