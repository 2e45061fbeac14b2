import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor, until } from './editor';

const RECIPE = 'quickstart.optrecipe.yaml';

test('A_crashed_server_is_started_again_four_times_and_then_the_status_says_so', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/quickstart', settings: { 'optrecipe.runOnSave': 'off' } });
  try {
    await editor.openFile(RECIPE);
    await until('the server says something about the targets', async () => (await editor.problems()).infos > 0);

    let server = await another(editor, 0);
    process.kill(server, 'SIGKILL');
    server = await another(editor, server);
    await editor.appendLine('budgt: 1');
    await until('the next server checks what is typed', async () => (await editor.problems()).errors === 1);
    await editor.undoUntil('the recipe is in order', async () => (await editor.problems()).errors === 0);
    assert.equal(await editor.notifications.count(), 0, 'a crash that was repaired is not told');

    for (let crash = 2; crash <= 4; crash++) {
      process.kill(server, 'SIGKILL');
      server = await another(editor, server);
    }
    process.kill(server, 'SIGKILL');
    await editor.notifications.first().waitFor();
    assert.match(await editor.notifications.first().innerText(), /crashed five times in three minutes/);
    assert.equal(await editor.notifications.count(), 1, 'one message, and it is ours');
    const status = await editor.languageStatus();
    assert.match(status, /Server not running/);
    assert.match(status, /Show Log/);
    assert.match(status, /Restart Server/);
    assert.deepEqual(editor.servers(), []);
    await editor.page.locator('#status\\.languageStatus').click();
    await editor.settle();
    await editor.screenshot('14-server-not-running');
    await editor.matchesKept('server-not-running', { of: editor.page.locator('.hover-language-status').first() });

    await editor.page.locator('.hover-language-status a', { hasText: 'Show Log' }).first().click();
    await editor.page.locator('.output-view, .panel .output').first().waitFor();
    await editor.page.locator('.hover-language-status a', { hasText: 'Restart Server' }).first().click();
    await another(editor, server);
    await until('everything is told again', async () => (await editor.problems()).infos > 0);
    await until('the status is in order', async () => !/not running/.test(await editor.languageStatus()));
  } catch (error) {
    await editor.tellFailure('crash');
    throw error;
  } finally {
    await editor.close();
  }
});

/** The process id of the server that follows the one before, once it is connected. */
async function another(editor: Editor, before: number): Promise<number> {
  await until('a server runs', () => editor.servers().some(id => id !== before));
  await until('it is connected', async () => !(await editor.isBusy()));
  return editor.servers().find(id => id !== before) ?? 0;
}
