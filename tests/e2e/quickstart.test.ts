import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor, until } from './editor';
import { nativeRefusal } from './oracle';

const RECIPE = 'quickstart.optrecipe.yaml';

test('The_quick_start_from_opening_to_a_file_that_native_TensorFlow_Lite_loads', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/quickstart' });
  try {
    await editor.openFile(RECIPE);
    await until('the server says something about the targets', async () => (await editor.problems()).infos > 0);
    assert.deepEqual({ ...(await editor.problems()), infos: 0 }, { errors: 0, warnings: 0, infos: 0 });
    await editor.screenshot('1-opened');

    await editor.goTo(RECIPE, 'digits_cnn.tflite');
    const hover = await editor.hover();
    // The link's tooltip stands there first.
    await until('the hover tells the size', async () => /337(\.\d+)? KiB/.test(await hover.innerText()));
    await editor.settle();
    await editor.screenshot('2-hover-model');
    await editor.matchesKept('hover-model', { of: hover, again: () => editor.hover() });
    await editor.page.keyboard.press('Escape');

    await editor.goTo(RECIPE, 'xnnpack');
    await editor.page.keyboard.press('ArrowRight');
    await editor.page.keyboard.press('Delete');
    await until('the wrong target is underlined', async () => (await editor.squiggles.count()) > 0);
    assert.equal((await editor.problems()).errors, 1);
    assert.match(await editor.text(), /- xnpack: /);
    const fixes = await editor.offeredFixes();
    assert.ok(fixes.some(fix => fix.includes('xnnpack')), fixes.join(', '));
    await editor.settle();
    await editor.screenshot('3-wrong-target-fixes');
    await editor.matchesKept('wrong-target-fixes', { of: editor.page.locator('.action-widget').first() });
    await editor.page.locator('.action-widget .monaco-list-row', { hasText: 'xnnpack' }).first().click();
    await until('the fix is applied and the error gone', async () => /- xnnpack: /.test(await editor.text()) && (await editor.problems()).errors === 0);

    await until('nothing runs yet', async () => !(await editor.isBusy()));
    const progress = await editor.watchProgress();
    await editor.page.keyboard.press('Control+S');
    await until('the model is on the disk', () => editor.exists('out', 'digits.tflite') && editor.exists('out', 'report.md'));
    await until('the run is told as progress', async () => (await progress()).length > 0, 5000);
    await until('the language status tells the result', async () => /337(\.\d+)? KiB → /.test(await editor.languageStatus()));
    assert.equal(await editor.notifications.count(), 0, 'a run caused by saving is no notification');
    await editor.screenshot('4-saved-and-run');
    assert.deepEqual({ ...(await editor.problems()), infos: 0 }, { errors: 0, warnings: 0, infos: 0 });
    const rows = await editor.problemRows();
    assert.ok(rows.some(row => /337(\.\d+)? KiB → \d+(\.\d+)? KiB/.test(row)), rows.join('\n'));
    await editor.screenshot('5-result-in-problems');

    assert.equal(await nativeRefusal(`${editor.workspace}/out/digits.tflite`), undefined);
    const sizes = [editor.size('digits_cnn.tflite'), editor.size('out', 'digits.tflite')];
    assert.ok((sizes[1] ?? 0) < 100 * 1024 && (sizes[0] ?? 0) > 330 * 1024, sizes.join(' → '));
  } catch (error) {
    await editor.tellFailure('quickstart');
    throw error;
  } finally {
    await editor.close();
  }
});
