import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOutcome } from '../../client/src/features/run/outcome';
import type { RunAnswer, RunAnswerStatus } from '../../client/src/features/run/protocol';
import { shown, user, type Shown } from './vscode';

const outputs = [
  { kind: 'tflite', path: '/w/out/a.tflite', uri: 'file:///w/out/a.tflite', bytes: 92112 },
  { kind: 'report', path: '/w/out/a.md', uri: 'file:///w/out/a.md', bytes: 900 },
];

async function checkOutcome(
  status: RunAnswerStatus, press: string | undefined, expected: readonly Shown[], runsAgain = false, opensReport = false,
): Promise<void> {
  shown.length = 0;
  user.presses = press;
  const written = status === 'succeeded' || status === 'budgetBroken';
  const nothing = { before: null, after: null, budget: [], conflicts: [], milliseconds: 12 };
  const answer: RunAnswer = { status, message: 'What happened', outputs: written ? outputs : [], ...nothing };
  const log = { show: () => shown.push({ kind: 'command', text: 'log', buttons: [] }) };
  assert.equal(await reportOutcome(answer, log as never, opensReport), runsAgain);
  await new Promise(setImmediate);
  assert.deepEqual(shown, expected);
}

const say = (kind: Shown['kind'], ...buttons: string[]): Shown => ({ kind, text: 'What happened', buttons });
const command = (text: string): Shown => ({ kind: 'command', text, buttons: [] });

test('a_finished_run_offers_its_report_and_its_file', async () => {
  await checkOutcome('succeeded', undefined, [say('information', 'Open Report', 'Show File')]);
  await checkOutcome('succeeded', 'Open Report', [say('information', 'Open Report', 'Show File'), command('markdown.showPreview file:///w/out/a.md')]);
  await checkOutcome('succeeded', 'Show File', [say('information', 'Open Report', 'Show File'), command('revealInExplorer file:///w/out/a.tflite')]);
});

test('a_run_with_report_opens_it_when_it_was_written', async () => {
  await checkOutcome('succeeded', undefined, [command('markdown.showPreview file:///w/out/a.md'), say('information', 'Open Report', 'Show File')], false, true);
  await checkOutcome('cancelled', undefined, [say('statusBar')], false, true);
});

test('a_broken_budget_is_a_warning_and_the_file_is_there', () =>
  checkOutcome('budgetBroken', undefined, [say('warning', 'Open Report', 'Show File')]));

test('a_file_of_someone_else_is_overwritten_only_after_a_yes', async () => {
  await checkOutcome('needsForce', undefined, [say('warning', 'Overwrite')], false);
  await checkOutcome('needsForce', 'Overwrite', [say('warning', 'Overwrite')], true);
});

test('errors_in_the_recipe_lead_to_the_problems_view', () =>
  checkOutcome('invalid', 'Show Problems', [say('error', 'Show Problems'), command('workbench.actions.view.problems')]));

test('a_failed_run_leads_to_the_log', () => checkOutcome('failed', 'Show Log', [say('error', 'Show Log'), command('log')]));

test('a_cancelled_run_is_not_a_notification', () => checkOutcome('cancelled', undefined, [say('statusBar')]));
