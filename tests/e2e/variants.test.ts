import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor, until } from './editor';

const RECIPE = 'variants.optrecipe.yaml';
const NAMES = ['dynamic-sparsity10pct', 'dynamic-sparsity40pct', 'int8-sparsity10pct', 'int8-sparsity40pct'];

test('Variants_are_forecast_compared_side_by_side_and_written_as_recipes_of_their_own', { timeout: 420_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/variants', settings: { 'optrecipe.runOnSave': 'off', 'editor.minimap.enabled': false } });
  const { page } = editor;
  const lens = (text: string) => page.locator('.codelens-decoration a', { hasText: text }).first();
  const compared = () => editor.previews().then(texts => texts.find(text => NAMES.every(name => text.includes(name))));
  try {
    await editor.openFile(RECIPE);
    await lens('Compare Variants (4)').waitFor();
    await until('behind the table stands how many there are', async () => /variants:\s*4 variants \(2 × 2\)/.test(await editor.text()));
    await editor.goTo(RECIPE, 'variants:   ');
    const hover = await editor.hover();
    await until('the hover forecasts each', async () => {
      const told = await hover.innerText();
      return NAMES.every(name => told.includes(name));
    });
    await editor.settle();
    await editor.screenshot('40-variants-hover-dark');
    await page.keyboard.press('Escape');

    await editor.goToPosition(1, 1);
    await lens('Compare Variants (4)').click();
    await until('the comparison is open', async () => (await compared()) !== undefined, 180_000);
    for (const name of NAMES) assert.ok(editor.exists('out', `digits-${name}.tflite`), name);
    assert.ok(editor.exists('out', 'report-variants.md'));
    assert.match((await compared()) ?? '', /★/);
    await editor.settle();
    await editor.screenshot('41-variants-compared-dark');
    await editor.command('Preferences: Toggle between Light/Dark Themes');
    await editor.command('Notifications: Clear All Notifications');
    await editor.settle();
    await editor.screenshot('42-variants-compared-light');

    await page.keyboard.press('Control+1');
    await lens('best: ').waitFor();
    await editor.goTo(RECIPE, 'variants:   ');
    const title = 'Write each of the 4 variants as a recipe of its own';
    const fixes = await editor.offeredFixes();
    assert.ok(fixes.some(fix => fix.includes(title)), fixes.join(', '));
    await editor.settle();
    await editor.screenshot('43-variants-actions-light');
    await page.locator('.action-widget .monaco-list-row', { hasText: title }).first().click();
    await until('each is a recipe', () => NAMES.every(name => editor.exists(`variants-${name}.optrecipe.yaml`)));
    await editor.openFile(`variants-${NAMES[3]}.optrecipe.yaml`);
    await until('it is in order', async () => (await editor.text()).includes('quantize: int8') && (await editor.problems()).errors === 0);
    await editor.settle();
    await editor.screenshot('44-variant-alone-light');
  } catch (error) {
    await editor.tellFailure('variants');
    throw error;
  } finally {
    await editor.close();
  }
});
