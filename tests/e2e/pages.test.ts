import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from 'playwright-core';
import { Editor, pageOf, until } from './editor';

const RECIPE = 'full-int8.optrecipe.yaml';
const SETTINGS = { 'optrecipe.runOnSave': 'off', 'workbench.editor.showTabs': 'multiple' };
const COMMANDS = { try: 'OptRecipe: Try on a Sample', graph: 'OptRecipe: Open Graph', profile: 'OptRecipe: Profile on This Computer' };

const textOf = (frame: Frame, selector = 'main') => frame.locator(selector).first().innerText({ timeout: 1000 }).catch(() => '');

async function openPage(editor: Editor, view: keyof typeof COMMANDS): Promise<Frame> {
  await editor.page.keyboard.press('Control+1');
  await editor.command(COMMANDS[view]);
  const frame = await pageOf(editor, view);
  await until(`${view} shows what it has`, async () => (await frame.locator('table, .rows li').count()) > 0, 60_000);
  return frame;
}

/** Presses Tab from the first thing on until the focus leaves the page. @returns the words of what had it, in order */
async function walk(editor: Editor, frame: Frame): Promise<string[]> {
  const words: string[] = [];
  await frame.locator('main').focus();
  for (let step = 0; step < 60; step++) {
    await editor.page.keyboard.press('Tab');
    const [name, outline] = await frame.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body || !document.hasFocus()) return ['', ''];
      const said = element.getAttribute('aria-label') ?? (element.innerText || element.closest('label')?.innerText || element.id);
      return [said, getComputedStyle(element).outlineStyle];
    });
    if (name === undefined || name === '') return words;
    assert.equal(outline, 'solid', `it is seen that \`${name}\` has the focus`);
    words.push(name);
  }
  throw new Error(`the focus does not leave the page: ${words.join(', ')}`);
}

/** Whether it has to be pushed aside to be read. */
const isTooWide = (frame: Frame) => frame.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

test('Pages_and_a_broken_budget_are_there_again_when_the_window_is_loaded_again', { timeout: 400_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/full-int8', settings: SETTINGS });
  const { page } = editor;
  const view = page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'OptRecipe' }) });
  const tab = (title: string) => page.locator('.tab', { hasText: title }).first();
  const reload = async () => {
    await page.reload();
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  };
  try {
    // Measured by each run, so that only a run can break it.
    editor.write(RECIPE, editor.read(RECIPE).replace('  file: 92 KiB', '  latency: 0.0001 ms'));
    await editor.openFile(RECIPE);
    await until('the server knows the model', async () => (await editor.problems()).infos > 0);
    await editor.command('OptRecipe: Run Recipe');
    await view.locator('.pane-header').click();
    await until('the view tells that the budget is broken', async () => /over budget/.test(await view.innerText()), 60_000);
    await editor.command('View: Close All Editors');
    await reload();
    await until('it still does', async () => /over budget/.test(await view.innerText()), 60_000);
    await editor.settle();
    await editor.screenshot('45-over-budget-again-dark');

    await editor.openFile(RECIPE);
    await page.locator('.codelens-decoration a', { hasText: 'Try on a Sample' }).first().waitFor();
    const first = await openPage(editor, 'try');
    await first.locator('#next').click();
    await until('the second sample is shown', async () => (await first.locator('#index').inputValue()) === '2');
    const graph = await openPage(editor, 'graph');
    await graph.locator('#after').click();
    await until('the steps have made integers', async () => /INT8/.test(await textOf(graph, '.legend')));
    const measured = await textOf(await openPage(editor, 'profile'), 'h2');

    // VS Code writes what pages keep every few seconds.
    await page.waitForTimeout(7000);
    await reload();
    await until('what was measured stays', async () => (await textOf(await pageOf(editor, 'profile'), 'h2')) === measured, 60_000);
    await tab('Graph of').click();
    await until('the graph is of the same side', async () => /INT8/.test(await textOf(await pageOf(editor, 'graph'), '.legend')));
    await tab('Try full').click();
    const again = await pageOf(editor, 'try');
    await until('the same sample is shown', async () => (await again.locator('#index').inputValue({ timeout: 1000 }).catch(() => '')) === '2');
    await editor.settle();
    await editor.screenshot('46-try-again-dark');
  } catch (error) {
    await editor.tellFailure('pages');
    throw error;
  } finally {
    await editor.close();
  }
});

test('Pages_are_worked_by_keyboard_and_read_at_twice_their_size', { timeout: 400_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/full-int8', theme: 'Default Light Modern', settings: SETTINGS });
  const { page } = editor;
  try {
    await editor.openFile(RECIPE);
    await page.locator('.codelens-decoration a', { hasText: 'Try on a Sample' }).first().waitFor();
    const tried = await openPage(editor, 'try');
    await until('both models have answered', async () => /label is/.test(await textOf(tried, 'h1')));
    const reached = await walk(editor, tried);
    for (const name of ['Next sample', 'Pick a file…', 'Open graph']) assert.ok(reached.includes(name), reached.join(', '));
    await tried.locator('#next').focus();
    await page.keyboard.press('Enter');
    await until('the next sample is shown and the button still has the focus', async () => tried.evaluate(() =>
      document.querySelector<HTMLInputElement>('#index')?.value === '2' && document.activeElement?.id === 'next'));

    const profile = await openPage(editor, 'profile');
    const timed = await walk(editor, profile);
    assert.ok(timed.includes('Measure again') && timed.some(name => name.includes('CONV_2D')), timed.join(', '));
    await profile.locator('#order').focus();
    await page.keyboard.press('ArrowDown');
    await until('the order is the model’s, and its list still has the focus', async () => profile.evaluate(() =>
      document.querySelector<HTMLSelectElement>('#order')?.value === 'place' && document.activeElement?.id === 'order'));

    const graph = await openPage(editor, 'graph');
    const drawn = await walk(editor, graph);
    assert.ok(['Zoom in', 'Fit', 'Search operators and tensors'].every(name => drawn.includes(name)), drawn.join(', '));
    await graph.locator('#search').focus();
    await page.keyboard.type('fully');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await until('the operator is explained', async () => /FULLY_CONNECTED/.test(await textOf(graph, '.details h2')));
    await page.keyboard.press('Escape');
    await until('the list is back, and its row has the focus', async () => graph.evaluate(() => document.activeElement?.className === 'row'));
    await graph.locator('canvas.graph').focus();
    await page.keyboard.press('ArrowDown');
    await until('the arrows go along the graph', async () => (await textOf(graph, '.details h2')) !== '');

    // A window of this size at 200 %.
    await editor.command('View: Close Primary Side Bar');
    await page.setViewportSize({ width: 640, height: 400 });
    await editor.settle();
    await editor.screenshot('47-graph-200-light');
    assert.equal(await isTooWide(graph), false, 'graph');
    await graph.locator('.details').scrollIntoViewIfNeeded();
    await editor.screenshot('47-graph-200-details-light');
    for (const view of ['profile', 'try'] as const) {
      const frame = await openPage(editor, view);
      await editor.settle();
      await editor.screenshot(`48-${view}-200-light`);
      assert.equal(await isTooWide(frame), false, view);
    }
  } catch (error) {
    await editor.tellFailure('keyboard');
    throw error;
  } finally {
    await editor.close();
  }
});
