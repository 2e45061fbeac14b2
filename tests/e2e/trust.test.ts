import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor, until } from './editor';

const RECIPE = 'quickstart.optrecipe.yaml';

test('A_workspace_that_is_not_trusted_is_checked_and_nothing_runs_until_it_is', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/quickstart', trusted: false });
  try {
    await editor.openFile(RECIPE);
    await editor.goTo(RECIPE, 'xnnpack');
    await editor.page.keyboard.press('ArrowRight');
    await editor.page.keyboard.press('Delete');
    await until('the recipe is checked', async () => (await editor.problems()).errors === 1);
    await editor.page.keyboard.press('Control+Z');
    await until('the recipe is in order', async () => (await editor.problems()).errors === 0);
    await editor.appendLine('# looked at');
    await editor.page.keyboard.press('Control+S');
    assert.ok(!(await editor.offeredCommands('OptRecipe: ')).some(title => title.includes('Run Recipe')), 'the palette offers no run');
    await editor.page.waitForTimeout(3000);
    assert.ok(!editor.exists('out'), 'nothing was written');
    await editor.screenshot('9-restricted');

    await editor.command('Workspaces: Manage Workspace Trust');
    await editor.page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
    await until('the folder is trusted', async () => /You trust this folder/.test(await editor.page.locator('.workspace-trust-editor').innerText()));
    await editor.openFile(RECIPE);
    await editor.page.locator('.editor-actions [aria-label^="Run Recipe"]').first().waitFor();
    await editor.appendLine('# trusted now');
    await editor.page.keyboard.press('Control+S');
    await until('the trusted workspace runs on save', () => editor.exists('out', 'digits.tflite'));
  } catch (error) {
    await editor.tellFailure('trust');
    throw error;
  } finally {
    await editor.close();
  }
});
