import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeRecipe, sizeText } from '../../client/src/features/recipes/state';
import type { ReportAnswer } from '../../client/src/features/report/protocol';
import type { StatusParams } from '../../client/src/features/status/protocol';

const ready = { uri: 'file:///a', text: 'ready', detail: '', severity: 'information', busy: false, hasReport: false } as const;
const status = (more: Partial<StatusParams>): StatusParams => ({ ...ready, ...more });
const report = (more: Partial<ReportAnswer>): ReportAnswer => ({
  uri: 'file:///a', current: true, before: { file: 60320 }, after: { file: 31616 },
  budget: [], outputs: [], data: null, samples: 0, metrics: [], ...more,
});

test('a_recipe_that_never_ran_is_ready', () => {
  assert.deepEqual(describeRecipe(undefined, undefined), { icon: 'circle-outline', text: 'ready' });
  assert.equal(describeRecipe(status({}), undefined).text, 'ready');
});

test('what_is_under_way_wins_over_what_was_before', () => {
  assert.equal(describeRecipe(status({ busy: true, text: 'running' }), report({})).icon, 'sync~spin');
});

test('errors_and_a_broken_budget_are_told_in_the_servers_words', () => {
  const state = describeRecipe(status({ severity: 'error', text: 'over budget' }), report({}));
  assert.deepEqual(state, { icon: 'error', color: 'problemsErrorIcon.foreground', text: 'over budget' });
});

test('a_budget_that_the_last_run_broke_is_broken_in_another_window_too', () => {
  const budget = [{ key: 'file', limit: '30 KiB', measured: '31 KiB', kept: false }];
  assert.deepEqual(describeRecipe(undefined, report({ budget })), describeRecipe(status({ severity: 'error', text: 'over budget' }), report({ budget })));
  assert.equal(describeRecipe(undefined, report({ budget, current: false })).icon, 'circle-outline');
});

test('a_result_that_still_holds_tells_what_became_of_the_file', () => {
  assert.deepEqual(describeRecipe(status({}), report({})), { icon: 'pass', color: 'testing.iconPassed', text: '59 KiB → 31 KiB' });
  assert.equal(describeRecipe(undefined, report({ after: null })).text, 'done');
});

test('a_result_of_another_text_is_no_longer_good', () => {
  const state = describeRecipe(undefined, report({ current: false }));
  assert.equal(state.icon, 'circle-outline');
  assert.equal(state.text, '59 KiB → 31 KiB, changed since');
  assert.equal(describeRecipe(undefined, report({ current: false, after: null })).text, 'changed since its run');
});

test('sizes_are_written_as_the_server_writes_them', () => {
  assert.deepEqual([752, 1024, 10239, 60320, 1048576, 2.5 * 1024 ** 3].map(sizeText), ['752 bytes', '1.0 KiB', '10.0 KiB', '59 KiB', '1.0 MiB', '2.5 GiB']);
});
