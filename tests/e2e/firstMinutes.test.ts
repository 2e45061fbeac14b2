import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor, until } from './editor';

const RECIPE = 'tones.optrecipe.yaml';
const PROPOSED = 'tones_dscnn.optrecipe.yaml';

test('From_an_empty_folder_to_a_smaller_model_by_the_walkthrough', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: undefined });
  const { page } = editor;
  const view = page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'OptRecipe' }) });
  const rows = page.locator('.quick-input-list .monaco-list-row');
  try {
    // The view waits folded up; until it is opened nothing of ours runs.
    await view.locator('.pane-header').waitFor();
    assert.equal(editor.log(), '', 'an empty folder does not start the extension');
    await view.locator('.pane-header').click();
    await view.locator('.monaco-button', { hasText: 'New Recipe' }).waitFor();
    await editor.settle();
    await editor.screenshot('20-empty-folder');

    await view.locator('a', { hasText: 'The walkthrough' }).click();
    const steps = page.locator('.getting-started-step');
    await steps.first().waitFor();
    assert.equal(await steps.count(), 5);
    // The picture stands beside the steps where there is room.
    await page.setViewportSize({ width: 1700, height: 900 });
    await page.locator('.getting-started-media').first().waitFor();
    await editor.settle();
    await editor.screenshot('21-walkthrough');
    await page.setViewportSize({ width: 1280, height: 800 });

    await page.locator('.getting-started-step .monaco-button', { hasText: 'Open Example' }).click();
    await page.locator('.tab.active', { hasText: RECIPE }).waitFor();
    await until('the target shows its coverage', async () => (await editor.text()).includes('100 % of MACs'));
    await until('the view lists the recipe', async () => /tones\s*ready/.test(await view.locator('.monaco-list').innerText()));
    assert.deepEqual(await editor.problems().then(({ errors, warnings }) => ({ errors, warnings })), { errors: 0, warnings: 0 });
    await editor.settle();
    await editor.screenshot('22-example');

    await editor.appendLine('# mine');
    await page.keyboard.press('Control+S');
    await until('the smaller model is there', () => editor.exists('optrecipe-example', 'out', 'tones_int8.tflite'));
    await until('the view tells the result', async () => (await view.locator('.monaco-list').innerText()).includes('59 KiB → 31 KiB'));
    assert.equal(await editor.notifications.count(), 0);

    // A recipe of one's own, for the same model.
    await editor.command('OptRecipe: New Recipe');
    await rows.filter({ hasText: 'tones_dscnn.tflite' }).first().click();
    await rows.filter({ hasText: 'gpu' }).first().waitFor();
    await page.keyboard.type('GPU delegate');
    await page.waitForTimeout(300);
    await rows.first().click();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: PROPOSED }).waitFor();
    await until('the view lists both', async () => (await view.locator('.monaco-list-row').count()) === 2);
    await editor.settle();
    await editor.screenshot('23-two-recipes');

    await editor.command('OptRecipe: Open Walkthrough');
    await steps.first().waitFor();
    const ticks = page.locator('.getting-started-step .codicon-getting-started-step-checked');
    await until('what was done is ticked off', async () => (await ticks.count()) >= 3);
    await editor.settle();
    await editor.screenshot('24-walkthrough-done');
  } catch (error) {
    await editor.tellFailure('firstMinutes');
    throw error;
  } finally {
    await editor.close();
  }
});
