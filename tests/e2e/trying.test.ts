import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Frame } from 'playwright-core';
import { Editor, pageOf, until } from './editor';

const TENSOR = 'model/flatten/Reshape';
const RECIPE = 'full-int8.optrecipe.yaml';
const QUIET = { 'optrecipe.runOnSave': 'off', 'workbench.editor.showTabs': 'multiple' };

const textOf = (frame: Frame, selector = 'main') => frame.locator(selector).innerText().catch(() => '');

async function run(editor: Editor): Promise<void> {
  await editor.openFile(RECIPE);
  await until('the server knows the model', async () => (await editor.problems()).infos > 0);
  await editor.command('OptRecipe: Run Recipe');
  await until('the model is on the disk', () => editor.exists('out', 'digits_int8.tflite'), 60_000);
  await until('the run has ended', async () => !(await editor.isBusy()));
  await editor.command('Notifications: Clear All Notifications');
}

test('A_sample_is_tried_on_both_models_and_both_are_timed_here', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/full-int8', settings: QUIET });
  try {
    await run(editor);
    await editor.page.keyboard.press('Control+1');
    // The run brings a lens of its own, and a click while the others move to make room is lost.
    await editor.page.locator('.codelens-decoration', { hasText: 'last run' }).waitFor();
    await editor.settle();
    await editor.page.locator('.codelens-decoration a', { hasText: 'Try on a Sample' }).last().click();
    const page = await pageOf(editor, 'try');
    await until('both models have answered', async () => /Both models say|The float model says/.test(await textOf(page, 'h1')));
    assert.match(await textOf(page, 'h1'), /the label is eight/);
    const outputs = page.locator('.output table').first();
    assert.match(await outputs.innerText(), /eight[\s\S]*three|three[\s\S]*eight/);
    assert.match(await textOf(page, '.figures'), /SQNR \d+\.\d dB · cosine 0\.9|SQNR \d+\.\d dB · cosine 1/);
    assert.match(await textOf(page, 'figure'), /FLOAT32 1×28×28×1[\s\S]*INT8 1×28×28×1/);
    assert.equal(await page.locator('canvas.pixels').getAttribute('width'), '28');
    await editor.settle();
    await editor.screenshot('20-try-dark');

    await page.locator('#next').click();
    await until('the second sample is shown', async () => (await page.locator('#index').inputValue()) === '2');
    await page.locator('#worst').click();
    const worst = page.locator('section', { hasText: 'Where the two models differ most' }).locator('tbody tr');
    await until('the worst samples are listed', async () => (await worst.count()) > 2);
    await editor.settle();
    await editor.screenshot('21-try-worst-dark');

    await editor.page.keyboard.press('Control+1');
    await editor.page.locator('.codelens-decoration a', { hasText: 'Profile on This Computer' }).first().click();
    const profile = await pageOf(editor, 'profile');
    await until('both models are timed', async () => (await profile.locator('section table').count()) === 2, 60_000);
    assert.match(await textOf(profile, 'h1'), /This computer, not your target/);
    assert.match(await textOf(profile, 'section >> nth=1'), /CONV_2D/);
    await editor.settle();
    await editor.screenshot('22-profile-dark');
    await profile.locator('button.link', { hasText: 'FULLY_CONNECTED' }).first().click();
    const graph = await pageOf(editor, 'graph');
    await until('the graph shows the operator', async () => /FULLY_CONNECTED/.test(await textOf(graph, '.details h2')));
  } catch (error) {
    await editor.tellFailure('trying');
    throw error;
  } finally {
    await editor.close();
  }
});

test('The_graph_shows_both_sides_of_a_recipe_and_any_model_in_a_light_theme', { timeout: 240_000 }, async () => {
  const editor = await Editor.open({ folder: 'examples/full-int8', theme: 'Default Light Modern', settings: QUIET });
  try {
    await editor.openFile(RECIPE);
    await until('the server knows the model', async () => (await editor.problems()).infos > 0);
    await editor.page.locator('.codelens-decoration a', { hasText: 'open graph' }).first().click();
    const graph = await pageOf(editor, 'graph');
    await until('the operators are listed', async () => (await graph.locator('.rows li').count()) === 7);
    await graph.locator('#after').click();
    await until('the steps have made integers', async () => /INT8/.test(await textOf(graph, '.legend')));
    await graph.locator('#colour').selectOption('0');
    await until('the colours tell what the target takes', async () => /runs|partition/.test(await textOf(graph, '.legend')));
    await graph.locator('#search').fill('conv');
    await graph.locator('.rows button').first().click();
    await until('the operator is explained', async () => /quantize: int8/.test(await textOf(graph, '.details')));
    assert.match(await textOf(graph, '.details'), /scale/);
    await editor.settle();
    await editor.screenshot('23-graph-light');

    const step = `prune: {sparsity: 50 %, where: {tensors: '${TENSOR}'}}`;
    writeFileSync(join(editor.workspace, 'named.optrecipe.yaml'), `recipe: 1\nmodel: digits_cnn.tflite\nsteps:\n  - ${step}\n`);
    const files = editor.page.locator('.explorer-folders-view .monaco-list-row');
    await files.filter({ hasText: 'named.optrecipe.yaml' }).dblclick();
    await editor.page.locator('.tab.active', { hasText: 'named.optrecipe.yaml' }).waitFor();
    await until('the server knows the tensor', async () => (await editor.problems()).infos > 0 && (await editor.problems()).errors === 0);
    await editor.goTo('named.optrecipe.yaml', TENSOR);
    await editor.page.keyboard.press('F12');
    await editor.page.locator('.tab.active', { hasText: 'digits_cnn.tflite.txt' }).waitFor();
    const led = await pageOf(editor, 'graph', page => page.locator('.details').innerText().then(text => text.includes(TENSOR), () => false));
    assert.match(await textOf(led, '.details'), /^[\s\S]*tensor[\s\S]*made by[\s\S]*RESHAPE[\s\S]*read by[\s\S]*FULLY_CONNECTED/i);
    assert.doesNotMatch(await textOf(led, '.details'), /of the model/);
    await editor.settle();
    await editor.screenshot('23b-graph-of-a-tensor-light');

    await editor.command('View: Close All Editors');
    await editor.command('View: Focus into Primary Side Bar');
    await editor.menu(files.filter({ hasText: 'digits_cnn.tflite' }), 'Try on a Sample');
    await editor.page.locator('.quick-input-widget input').waitFor();
    await editor.page.keyboard.type('evaluation/three');
    await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'three' }).first().waitFor();
    await editor.page.keyboard.press('Enter');
    const page = await pageOf(editor, 'try');
    await until('forgotten preprocessing is suggested', async () => /normalize: \{mean: 127\.5/.test(await textOf(page)));
    await page.locator('#with0').click();
    await until('it is tried', async () => /Tried with/.test(await textOf(page)));
    await editor.settle();
    await editor.screenshot('24-try-model-light');
    await page.locator('#graph').click();
    const alone = await pageOf(editor, 'graph');
    await until('the model alone has a graph', async () => (await alone.locator('.rows li').count()) === 7);
    assert.equal(await alone.locator('#after').count(), 0);
  } catch (error) {
    await editor.tellFailure('graph');
    throw error;
  } finally {
    await editor.close();
  }
});
