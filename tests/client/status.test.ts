import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BrokenServerMessage } from '../../client/src/features/status/brokenServer';
import { describeLimit, describeServer, describeStatus } from '../../client/src/features/status/view';
import { LanguageStatusSeverity, shown, user } from './vscode';

test('the_servers_words_are_shown_as_they_are', () => {
  const view = describeStatus({ uri: 'file:///a', text: '337 KiB → 91 KiB', detail: 'budget kept', severity: 'warning', busy: true, hasReport: false });
  assert.deepEqual(view, { text: '337 KiB → 91 KiB', detail: 'budget kept', severity: LanguageStatusSeverity.Warning, busy: true, isBroken: false });
});

test('a_recipe_nothing_was_said_about_yet_is_ready', () => {
  assert.equal(describeStatus(undefined).text, 'Ready');
});

test('a_server_that_does_not_start_says_why_and_offers_a_restart', () => {
  const view = describeServer({ kind: 'failed', reason: 'OptRecipe needs the .NET 10 runtime', brief: '.NET 10 is missing' });
  const detail = '.NET 10 is missing';
  assert.deepEqual(view, { text: 'Server not running', detail, severity: LanguageStatusSeverity.Error, busy: false, isBroken: true });
});

test('a_broken_server_is_told_by_one_message_at_a_time_that_offers_what_helps', async () => {
  shown.length = 0;
  user.presses = undefined;
  const message = new BrokenServerMessage();
  await Promise.all([message.show('It crashed'), message.show('It does not start')]);
  assert.deepEqual(shown, [{ kind: 'error', text: 'It crashed', buttons: ['Restart Server', 'Show Log'] }]);
  user.presses = 'Restart Server';
  await message.show('It crashed again');
  assert.deepEqual(shown.slice(1).map(({ text }) => text), ['It crashed again', 'optrecipe.restartServer']);
});

test('a_starting_server_is_busy_and_not_broken', () => {
  const view = describeServer({ kind: 'starting' });
  assert.ok(view.busy && !view.isBroken);
});

test('what_does_not_work_where_a_recipe_lies_is_said_in_one_sentence', () => {
  assert.equal(describeLimit('file', true), '');
  assert.match(describeLimit('file', false), /^Checked only: .* until the workspace is trusted$/);
  assert.match(describeLimit('vscode-vfs', true), /^Checked as text only: .* need a file on disk$/);
  assert.match(describeLimit('untitled', true), /^Not saved yet: /);
});

test('a_limit_is_said_only_where_no_run_has_anything_to_say', () => {
  const status = { uri: 'vscode-vfs://a', text: 'ready', detail: '', severity: 'information', busy: false, hasReport: false } as const;
  assert.equal(describeStatus(status, 'text only').detail, 'text only');
  assert.equal(describeStatus({ ...status, detail: 'budget kept' }, 'text only').detail, 'budget kept');
  assert.equal(describeStatus(undefined, 'text only').detail, 'text only');
});
