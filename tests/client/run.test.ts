import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckedProblem, RunAnswer, RunAnswerStatus } from '../../client/src/features/run/protocol';
import { withUnits } from '../../client/src/features/report/units';
import { describeResult, describeRunning } from '../../client/src/features/run/view';
import { asDefinition, recipeOf, titleOfTask, uriOf } from '../../client/src/features/tasks/definition';
import { endLines, exitCodeOf, problemLine } from '../../client/src/features/tasks/lines';
import { readJson } from './repository';
import { Uri } from './vscode';

const budget = (kept: boolean) => [{ key: 'file', limit: '100 KiB', measured: '91 KiB', kept }];
const nothing = { outputs: [], before: null, after: null, budget: [], conflicts: [], milliseconds: 12 };
const answer = (status: RunAnswerStatus, more: Partial<RunAnswer> = {}): RunAnswer =>
  ({ status, message: '337 KiB → 91 KiB, gzip 300 KiB → 76 KiB; budget kept', ...nothing, ...more });

test('a_run_under_way_tells_how_far_it_is_how_long_it_takes_and_who_waits', () => {
  const run = { uri: 'file:///w/a.optrecipe.yaml', trigger: 'save', message: 'quantize: int8', percentage: 40, left: 'about 20 s left' } as const;
  const view = describeRunning(run, 'a', 2);
  assert.equal(view.text, '$(sync~spin) a 40 % · about 20 s left · 2 waiting');
  assert.equal(view.tooltip, 'Running a: quantize: int8, about 20 s left. Select to cancel.');
  assert.equal(describeRunning({ ...run, left: null }, 'a', 0).text, '$(sync~spin) a 40 %');
});

test('an_end_is_told_in_the_status_bar_in_few_words', () => {
  const text = (given: RunAnswer): string | undefined => describeResult(given, 'file:///a')?.text;
  assert.equal(text(answer('succeeded')), '$(check) 337 KiB → 91 KiB');
  assert.equal(text(answer('upToDate', { budget: budget(true) })), '$(check) Up to date');
  assert.equal(text(answer('upToDate', { budget: budget(false) })), '$(warning) Over budget');
  assert.equal(describeResult(answer('budgetBroken'), 'file:///a')?.background, 'statusBarItem.warningBackground');
  assert.equal(describeResult(answer('failed'), 'file:///a')?.command.command, 'optrecipe.showLog');
  assert.equal(text(answer('cancelled')), undefined);
});

type Groups = Record<'file' | 'line' | 'column' | 'severity' | 'code' | 'message', number>;
interface Matcher { readonly pattern: Groups & { readonly regexp: string } }
interface Schema { readonly properties: object; readonly required: readonly string[] }
interface Manifest { readonly contributes: { readonly problemMatchers: readonly [Matcher]; readonly taskDefinitions: readonly [Schema] } }
const { problemMatchers: [{ pattern }], taskDefinitions: [schema] } = readJson<Manifest>('package.json').contributes;

test('the_problem_matcher_reads_what_a_task_prints', () => {
  const problem: CheckedProblem = { line: 4, column: 5, severity: 'error', code: 'OR2003', message: 'unknown target `xnpack`: did you mean `xnnpack`?' };
  const match = new RegExp(pattern.regexp).exec(problemLine('sub dir/a.optrecipe.yaml', problem));
  const read = (group: number) => match?.[group];
  assert.deepEqual([read(pattern.file), read(pattern.line), read(pattern.column), read(pattern.severity), read(pattern.code), read(pattern.message)],
    ['sub dir/a.optrecipe.yaml', '4', '5', 'error', 'OR2003', problem.message]);
  assert.equal(new RegExp(pattern.regexp).exec(problemLine('a.optrecipe.yaml', { ...problem, severity: 'information' })), null);
  assert.ok(new RegExp(pattern.regexp).test(problemLine('C:\\w\\a.optrecipe.yaml', problem)));
});

test('a_task_is_what_tasks_json_says_or_nothing', () => {
  const given = { type: 'optrecipe', recipe: 'a.optrecipe.yaml', check: true };
  assert.deepEqual(asDefinition(given), { ...given, force: false });
  for (const recipe of [undefined, '', 7]) assert.equal(asDefinition({ type: 'optrecipe', recipe }), undefined);
  assert.deepEqual([Object.keys(schema.properties), schema.required], [['recipe', 'check', 'force'], ['recipe']]);
  assert.deepEqual([titleOfTask({ type: 'optrecipe', recipe: 'a' }), titleOfTask({ type: 'optrecipe', recipe: 'a', check: true })], ['run a', 'check a']);
});

test('a_task_names_its_recipe_from_the_folder_on', () => {
  const folder = Uri.parse('file:///w') as never;
  assert.equal(recipeOf(Uri.parse('file:///w/sub/a.optrecipe.yaml') as never, folder), 'sub/a.optrecipe.yaml');
  assert.equal(uriOf('sub/a.optrecipe.yaml', folder).toString(), 'file:///w/sub/a.optrecipe.yaml');
  assert.equal(uriOf('/x/a.optrecipe.yaml', folder).toString(), 'file:///x/a.optrecipe.yaml');
});

test('a_task_ends_as_the_command_line_does', () => {
  const codes = (['succeeded', 'upToDate', 'invalid', 'budgetBroken', 'failed', 'needsForce', 'cancelled'] as const).map(status => exitCodeOf(answer(status)));
  assert.deepEqual(codes, [0, 0, 1, 3, 5, 5, 130]);
  assert.equal(exitCodeOf(answer('upToDate', { budget: budget(false) })), 3);
  const outputs = [{ kind: 'tflite', path: '/w/out/a\u001b[31m.tflite', uri: '', bytes: 1 }];
  const lines = endLines(answer('succeeded', { budget: budget(true), outputs }));
  assert.deepEqual(lines.slice(1), ['budget file: 91 KiB of 100 KiB, kept', 'wrote /w/out/a\ufffd[31m.tflite']);
});

test('a_number_stays_with_its_unit_in_a_narrow_table', () => {
  assert.equal(withUnits('| 337 KiB | × 0.27 | 8 % of 3 points | `2 %x` |'), '| 337\u00a0KiB | ×\u00a00.27 | 8\u00a0% of 3\u00a0points | `2 %x` |');
});
