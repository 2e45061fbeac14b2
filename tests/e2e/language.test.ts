import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor, until } from './editor';

const RECIPE = 'full-int8.optrecipe.yaml';

for (const theme of ['Default Dark Modern', 'Default Light Modern'] as const) {
  const name = theme.includes('Dark') ? 'dark' : 'light';
  test(`Hints_fixes_and_formatting_in_a_${name}_theme`, { timeout: 240_000 }, async () => {
    const editor = await Editor.open({ folder: 'examples/full-int8', theme, settings: { 'optrecipe.runOnSave': 'off' } });
    try {
      await editor.openFile(RECIPE);
      await until('the target shows its coverage', async () => (await editor.text()).includes('100 % of MACs'));
      await until('the data show their samples', async () => (await editor.text()).includes('80 samples'));
      await editor.settle();
      await editor.screenshot(`11-hints-${name}`);
      await editor.matchesKept(`hints-${name}`);

      await editor.goTo(RECIPE, 'quantize:');
      const hover = await editor.hover();
      assert.match(await hover.innerText(), /calibration|Full integer|int8/i);
      await editor.screenshot(`12-step-hover-${name}`);
      await editor.matchesKept(`step-hover-${name}`, { of: hover, again: () => editor.hover() });
      await editor.page.keyboard.press('Escape');

      await editor.appendLine('x-mine:   {note:   1}');
      await editor.command('Format Document');
      await until('spaces that say nothing are gone', async () => (await editor.text()).includes('x-mine: {note: 1}'));
      await editor.screenshot(`13-formatted-${name}`);
    } catch (error) {
      await editor.tellFailure(`language-${name}`);
      throw error;
    } finally {
      await editor.close();
    }
  });
}
