import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packBeside } from './besideExtension';
import { Editor, until } from './editor';

const RECIPE = 'tones.optrecipe.yaml';

test('Beside_an_extension_for_YAML_a_recipe_has_one_opinion_and_says_where_it_cannot_be_checked', { timeout: 240_000 }, async () => {
  const beside = await packBeside();
  // The user's own word wins over our file names.
  const settings = { 'optrecipe.runOnSave': 'off', 'files.associations': { 'theirs.*.yaml': 'yaml' } };
  const editor = await Editor.open({ folder: 'examples/starter', theme: 'Default High Contrast', beside, settings });
  const { page } = editor;
  try {
    editor.write('plain.yaml', 'a: 1\na: 2\n');
    editor.write('theirs.optrecipe.yaml', editor.read(RECIPE));
    // Their server speaks: two keys of one name are an error to it.
    await editor.openFile('plain.yaml');
    await until('the extension for YAML speaks about its own file', async () => (await editor.problems()).errors > 0);
    await page.keyboard.press('Control+F4');

    await editor.openFile(RECIPE);
    await until('the target shows its coverage', async () => (await editor.text()).includes('100 % of MACs'));
    await editor.appendLine('budgt: 1');
    await until('the wrong key is told', async () => (await editor.problems()).errors > 0);
    await page.waitForTimeout(1500);
    const [theirs = '', ours = ''] = (await editor.problemRows()).join('\n').split(RECIPE);
    assert.match(theirs, /Map keys must be unique\s+YAML/);
    assert.match(ours, /budgt/);
    assert.doesNotMatch(ours, /YAML/);
    // A lens that comes above the first line moves what is shown, unless the cursor stands there.
    await editor.goToPosition(1, 1);
    await editor.settle();
    await editor.screenshot('25-high-contrast');
    await editor.matchesKept('high-contrast');
    await page.keyboard.press('Control+J');

    await editor.command('Beside: Open a Recipe without a Disk');
    await page.locator('.tab.active', { hasText: 'virtual' }).waitFor();
    await until('what does not work there is said', async () => /Checked as text only/.test(await editor.languageStatus()));
    assert.equal(await page.locator('.editor-actions [aria-label^="Run Recipe"]').count(), 0);
    assert.ok(!(await editor.offeredCommands('OptRecipe: ')).some(title => title.includes('Run Recipe')), 'the palette offers no run');

    await editor.openFile('theirs.optrecipe.yaml');
    await until('the recipe is YAML', async () => /YAML/.test(await page.locator('#status\\.editor\\.mode').innerText()));
    await until('the language status says so', async () => /Not handled as a recipe/.test(await editor.languageStatus()));
    await page.locator('#status\\.languageStatus').click();
    await editor.settle();
    await editor.screenshot('26-handled-as-yaml');
    await editor.matchesKept('handled-as-yaml', { of: page.locator('.hover-language-status').first() });
    await page.locator('.hover-language-status a', { hasText: 'Change to OptRecipe' }).click();
    await until('it is a recipe again', async () => /OptRecipe/.test(await page.locator('#status\\.editor\\.mode').innerText()));
  } catch (error) {
    await editor.tellFailure('manners');
    throw error;
  } finally {
    await editor.close();
  }
});

test('Guides_and_snippets_in_a_light_theme_of_high_contrast', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/starter', theme: 'Default High Contrast Light', settings: { 'optrecipe.runOnSave': 'off' } });
  const { page } = editor;
  const rows = page.locator('.quick-input-list .monaco-list-row');
  try {
    editor.write('new.optrecipe.yaml', '');
    await editor.openFile(RECIPE);
    await until('the target shows its coverage', async () => (await editor.text()).includes('100 % of MACs'));
    // The list of guides follows at once, so there is no moment without an input.
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').waitFor();
    await page.keyboard.type('OptRecipe: Open Guide');
    await rows.filter({ hasText: 'OptRecipe: Open Guide' }).first().waitFor();
    await page.keyboard.press('Enter');
    await rows.filter({ hasText: 'Full int8 for a microcontroller' }).first().waitFor();
    assert.equal(await rows.count(), 10);
    await rows.filter({ hasText: 'Full int8 for a microcontroller' }).first().click();
    await until('the guide is shown', async () => (await editor.previews()).some(text => text.includes('AllocateTensors')));
    await editor.settle();
    await editor.screenshot('27-guide-high-contrast-light');

    await editor.openFile('new.optrecipe.yaml');
    await page.locator('.editor-instance .view-lines').first().click();
    const suggestion = page.locator('.suggest-widget .monaco-list-row', { hasText: 'recipe_mcu' });
    // On a slow machine what VS Code offers while one types can come too late to be shown.
    await until('the snippet is offered', async () => {
      await page.keyboard.press('Control+A');
      await page.keyboard.type('recipe_m', { delay: 50 });
      await page.waitForTimeout(1000);
      return suggestion.first().isVisible();
    });
    await editor.settle();
    await editor.screenshot('28-snippet');
    await suggestion.first().click();
    await until('the recipe is written', async () => (await editor.text()).includes('scheme: int8'));
    // Each place in turn.
    await page.keyboard.type('tones_dscnn.tflite');
    for (let place = 0; place < 4; place++) await page.keyboard.press('Tab');
    await until('it is checked and in order', async () => (await editor.text()).includes('100 % of MACs') && (await editor.problems()).errors === 0);
    await editor.settle();
    await editor.screenshot('29-from-snippet');
  } catch (error) {
    await editor.tellFailure('guides');
    throw error;
  } finally {
    await editor.close();
  }
});
