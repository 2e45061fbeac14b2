import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Editor, until } from './editor';

/** For a click into a list. */
const PATIENCE = 10_000;
const RECIPE = 'quickstart.optrecipe.yaml';
const notification = (editor: Editor, text: string | RegExp) => editor.notifications.filter({ hasText: text }).first();

test('A_run_by_command_ends_with_a_report_and_what_has_not_changed_is_not_run_again', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/quickstart', theme: 'Default Light Modern', settings: { 'optrecipe.runOnSave': 'off' } });
  const bar = editor.page.locator('#optrecipe\\.optrecipe\\.run');
  try {
    await editor.openFile(RECIPE);
    await editor.page.locator('.codelens-decoration a', { hasText: 'Run' }).first().waitFor();
    await editor.command('OptRecipe: Run Recipe');
    const ended = notification(editor, /quickstart: 337(\.\d+)? KiB → /);
    await ended.waitFor();
    assert.match(await ended.innerText(), /budget kept/);
    assert.match(await bar.innerText(), /337(\.\d+)? KiB → \d/);
    await editor.screenshot('20-run-ended-light');

    await ended.locator('.monaco-button', { hasText: 'Open Report' }).click();
    await until('the report has its tables', async () => (await editor.previews()).some(text => text.includes('after gzip') && text.includes('CONV_2D')));
    await editor.settle();
    await editor.screenshot('21-report-light');

    await editor.page.keyboard.press('Control+1');
    await editor.page.locator('.codelens-decoration a', { hasText: 'Report (up to date)' }).waitFor();
    const written = editor.modified('out', 'digits.tflite');
    await editor.command('OptRecipe: Run Recipe');
    const upToDate = notification(editor, 'quickstart: up to date');
    await upToDate.waitFor();
    assert.equal(editor.modified('out', 'digits.tflite'), written, 'nothing was run');
    assert.match(await bar.innerText(), /Up to date/);
    await editor.screenshot('22-up-to-date-light');
    await upToDate.locator('.monaco-button', { hasText: 'Run Anyway' }).click();
    await until('it is run all the same', () => editor.modified('out', 'digits.tflite') !== written);
    await editor.command('Notifications: Clear All Notifications');

    await editor.appendLine('# changed');
    await editor.page.locator('.codelens-decoration a', { hasText: 'Report (of another text)' }).waitFor();
  } catch (error) {
    await editor.tellFailure('running');
    throw error;
  } finally {
    await editor.close();
  }
});

test('Saved_recipes_run_one_after_the_other_and_can_be_cancelled', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/equalize' });
  const bar = editor.page.locator('#optrecipe\\.optrecipe\\.run');
  const told = () => bar.innerText({ timeout: 500 }).catch(() => '');
  try {
    // Long enough to be seen: six hundred times the samples.
    mkdirSync(join(editor.workspace, 'eval'));
    for (let copy = 0; copy < 600; copy++) copyFileSync(join(editor.workspace, 'test.npz'), join(editor.workspace, 'eval', `${copy}.npz`));
    const slow = editor.read('equalize.optrecipe.yaml').replace('path: test.npz', 'path: eval/*.npz');
    for (const name of ['one', 'two', 'three']) writeFileSync(join(editor.workspace, `${name}.optrecipe.yaml`), slow.replaceAll('out/', `out/${name}/`));
    for (const name of ['one', 'two', 'three']) {
      await editor.openFile(`${name}.optrecipe.yaml`);
      await editor.appendLine('# saved');
    }
    await editor.command('File: Save All');
    await until('one runs and two wait', async () => /2 waiting/.test(await told()));
    await editor.screenshot('23-queue');
    assert.match(await editor.languageStatus(), /running/);
    await until('the time that remains is told', async () => /about .+ left/.test(await told()));
    assert.equal(await editor.notifications.count(), 0, 'runs caused by saving are no notifications');
    await bar.click();
    const rows = editor.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'All Runs' }).waitFor();
    assert.equal(await rows.count(), 4);
    await editor.screenshot('24-cancel-one-or-all');
    await rows.filter({ hasText: 'waiting' }).first().click();
    await until('one waits', async () => /1 waiting/.test(await told()));
    await bar.click();
    await rows.filter({ hasText: 'All Runs' }).click();
    await until('nothing runs', async () => !/waiting|%/.test(await told()));
    assert.ok(!editor.exists('out'), 'what was cancelled has written nothing');

    await editor.command('OptRecipe: Run Recipe');
    const loud = notification(editor, 'Running three.optrecipe.yaml');
    await until('a run by command that takes longer is a notification with the time that remains', async () => /about .+ left/.test(await loud.innerText()));
    await editor.screenshot('27-run-by-command');
    await loud.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await loud.waitFor({ state: 'hidden' });
    assert.ok(!editor.exists('out'), 'it is cancelled');
  } catch (error) {
    await editor.tellFailure('queue');
    throw error;
  } finally {
    await editor.close();
  }
});

test('Tasks_run_and_check_recipes_and_their_problems_lead_back_to_the_lines', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/quickstart', settings: { 'optrecipe.runOnSave': 'off', 'terminal.integrated.gpuAcceleration': 'off' } });
  const rows = editor.page.locator('.quick-input-list .monaco-list-row');
  const terminal = async () => (await editor.page.locator('.xterm-rows').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  const chooseTask = async (name: string) => {
    // The command opens another list at once, so it is not waited for that none is open.
    await editor.page.keyboard.press('F1');
    await editor.page.keyboard.type('Tasks: Run Task');
    await rows.filter({ hasText: /^Tasks: Run Task/ }).first().click({ timeout: PATIENCE });
    // What ran last comes before the kinds of tasks.
    await rows.filter({ hasText: 'optrecipe' }).last().click({ timeout: PATIENCE });
    await rows.filter({ hasText: name }).first().click({ timeout: PATIENCE });
  };
  const runTask = async (name: string) => {
    // A list takes no click in its first moments, or goes for one that is made below it.
    for (let attempt = 1; ; attempt++) {
      try {
        return await chooseTask(name);
      } catch (error) {
        if (attempt === 4) throw error;
        await editor.page.keyboard.press('Escape');
        await editor.page.keyboard.press('Escape');
      }
    }
  };
  try {
    writeFileSync(join(editor.workspace, 'wrong.optrecipe.yaml'), editor.read(RECIPE).replace('- xnnpack', '- xnpack'));
    writeFileSync(join(editor.workspace, 'second.optrecipe.yaml'), editor.read(RECIPE).replaceAll('out/', 'out/second/'));
    await editor.openFile(RECIPE);
    await runTask(`run ${RECIPE}`);
    await until('the task has written the model', () => editor.exists('out', 'digits.tflite'));
    await until('the terminal tells the end', async () => /337(\.\d+)? KiB → /.test(await terminal()));
    assert.match(await terminal(), /budget file: .+ kept/);
    await editor.settle();
    await editor.screenshot('25-task');

    const files = editor.page.locator('.explorer-folders-view .monaco-list-row');
    await files.filter({ hasText: RECIPE }).click();
    await files.filter({ hasText: 'second.optrecipe.yaml' }).click({ modifiers: ['Control'] });
    await editor.menu(files.filter({ hasText: 'second.optrecipe.yaml' }), 'Run Recipe');
    await notification(editor, '2 recipes: all done').waitFor();
    assert.ok(editor.exists('out', 'second', 'digits.tflite'), 'a recipe that is not open has run');

    await runTask('check wrong.optrecipe.yaml');
    await until('the terminal tells the problem', async () => /wrong\.optrecipe\.yaml:\d+:\d+: error OR\d{4}: /.test(await terminal()));
    await until('the closed recipe has a problem', async () => (await editor.problems()).errors === 1);
    const problems = await editor.problemRows();
    assert.ok(problems.some(row => row.includes('xnpack')), problems.join('\n'));
    await editor.page.locator('.markers-panel .monaco-list-row', { hasText: 'xnpack' }).first().dblclick();
    await editor.page.locator('.tab.active', { hasText: 'wrong.optrecipe.yaml' }).waitFor();
    await until('the server finds it too', async () => (await editor.squiggles.count()) > 0);
    await until('it is one problem all the same', async () => (await editor.problems()).errors === 1);
    await editor.settle();
    await editor.screenshot('26-task-problem');
  } catch (error) {
    await editor.tellFailure('tasks');
    throw error;
  } finally {
    await editor.close();
  }
});
