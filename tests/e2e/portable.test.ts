import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor, until } from './editor';

const RECIPE = 'quickstart.optrecipe.yaml';

test('The_portable_package_checks_and_runs_on_an_installed_NET_runtime', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/quickstart', extension: process.env['OPTRECIPE_VSIX_PORTABLE'] });
  try {
    await editor.openFile(RECIPE);
    await until('the server says something about the targets', async () => (await editor.problems()).infos > 0);
    await until('the log tells which runtime it was started with', () => /Starting \S+dotnet \S+optrecipe-server\.dll/.test(editor.log()));

    await editor.appendLine('budgt: 1');
    await until('the unknown key is underlined', async () => (await editor.squiggles.count()) > 0);
    await editor.undoUntil('the recipe is in order', async () => (await editor.problems()).errors === 0);

    await editor.appendLine('# saved');
    await editor.page.keyboard.press('Control+S');
    await until('saving ran the recipe', () => editor.exists('out', 'digits.tflite'));
    assert.equal(await editor.notifications.count(), 0);
  } catch (error) {
    await editor.tellFailure('portable');
    throw error;
  } finally {
    await editor.close();
  }
});
