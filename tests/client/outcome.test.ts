import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOutcome, reportOutcomes, type OnceMore } from '../../client/src/features/run/outcome';
import type { RunAnswer, RunAnswerStatus } from '../../client/src/features/run/protocol';
import { shown, Uri, user, type Shown } from './vscode';

const recipe = Uri.parse('file:///w/a.optrecipe.yaml');
const outputs = [
  { kind: 'tflite', path: '/w/out/a.tflite', uri: 'file:///w/out/a.tflite', bytes: 92112 },
  { kind: 'report', path: '/w/out/a.md', uri: 'file:///w/out/a.md', bytes: 900 },
];
const log = { show: () => shown.push({ kind: 'command', text: 'log', buttons: [] }), info: () => undefined };

function answerOf(status: RunAnswerStatus): RunAnswer {
  const isWritten = status === 'succeeded' || status === 'budgetBroken' || status === 'upToDate';
  return { status, message: 'What happened', outputs: isWritten ? outputs : [], before: null, after: null, budget: [], conflicts: [], milliseconds: 12 };
}

async function checkOutcome(
  status: RunAnswerStatus, press: string | undefined, expected: readonly Shown[], more?: OnceMore, opensReport = false,
): Promise<void> {
  shown.length = 0;
  user.presses = press;
  assert.equal(await reportOutcome(recipe as never, answerOf(status), log as never, opensReport), more);
  await new Promise(setImmediate);
  assert.deepEqual(shown, expected);
}

const say = (kind: Shown['kind'], ...buttons: string[]): Shown => ({ kind, text: 'a: What happened', buttons });
const command = (text: string): Shown => ({ kind: 'command', text, buttons: [] });
const report = command('optrecipe.openReport file:///w/a.optrecipe.yaml');

test('a_finished_run_offers_its_report_and_its_file', async () => {
  await checkOutcome('succeeded', undefined, [say('information', 'Open Report', 'Show File')]);
  await checkOutcome('succeeded', 'Open Report', [say('information', 'Open Report', 'Show File'), report]);
  await checkOutcome('succeeded', 'Show File', [say('information', 'Open Report', 'Show File'), command('revealInExplorer file:///w/out/a.tflite')]);
});

test('a_run_with_report_opens_it_when_it_was_written', async () => {
  await checkOutcome('succeeded', undefined, [report, say('information', 'Open Report', 'Show File')], undefined, true);
  await checkOutcome('cancelled', undefined, [say('statusBar')], undefined, true);
});

test('what_is_up_to_date_says_so_and_can_be_run_anyway', async () => {
  const told = say('information', 'Run Anyway', 'Open Report', 'Show File');
  await checkOutcome('upToDate', undefined, [told]);
  await checkOutcome('upToDate', 'Run Anyway', [told], 'again');
  await checkOutcome('upToDate', 'Open Report', [told, report]);
});

test('a_broken_budget_is_a_warning_and_the_file_is_there', () =>
  checkOutcome('budgetBroken', undefined, [say('warning', 'Open Report', 'Show File')]));

test('a_file_of_someone_else_is_overwritten_only_after_a_yes', async () => {
  await checkOutcome('needsForce', undefined, [say('warning', 'Overwrite')]);
  await checkOutcome('needsForce', 'Overwrite', [say('warning', 'Overwrite')], 'force');
});

test('errors_in_the_recipe_lead_to_the_recipe_and_the_problems_view', () => checkOutcome('invalid', 'Show Problems', [
  say('error', 'Show Problems'), command('vscode.open file:///w/a.optrecipe.yaml'), command('workbench.actions.view.problems'),
]));

test('a_failed_run_leads_to_the_log', () => checkOutcome('failed', 'Show Log', [say('error', 'Show Log'), command('log')]));

test('a_cancelled_run_is_not_a_notification', () => checkOutcome('cancelled', undefined, [say('statusBar')]));

test('several_runs_end_in_one_notification_that_names_the_first_that_went_wrong', () => {
  const check = (statuses: readonly RunAnswerStatus[], expected: Shown): void => {
    shown.length = 0;
    user.presses = undefined;
    reportOutcomes(statuses.map(status => ({ uri: recipe as never, answer: answerOf(status) })), log as never);
    assert.deepEqual(shown, [expected]);
  };
  check(['succeeded', 'upToDate'], { kind: 'information', text: '2 recipes: all done', buttons: [] });
  check(['succeeded', 'failed', 'upToDate'], { kind: 'warning', text: '2 of 3 recipes done. a: What happened', buttons: ['Show Log'] });
});
