import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeServer, describeStatus } from '../../client/src/features/status/view';
import { LanguageStatusSeverity } from './vscode';

test('the_servers_words_are_shown_as_they_are', () => {
  const view = describeStatus({ uri: 'file:///a', text: '337 KiB → 91 KiB', detail: 'budget kept', severity: 'warning', busy: true, hasReport: false });
  assert.deepEqual(view, { text: '337 KiB → 91 KiB', detail: 'budget kept', severity: LanguageStatusSeverity.Warning, busy: true, isBroken: false });
});

test('a_recipe_nothing_was_said_about_yet_is_ready', () => {
  assert.equal(describeStatus(undefined).text, 'Ready');
});

test('a_server_that_does_not_start_says_why_and_offers_a_restart', () => {
  const view = describeServer({ kind: 'failed', reason: 'OptRecipe needs the .NET 10 runtime' });
  const detail = 'OptRecipe needs the .NET 10 runtime';
  assert.deepEqual(view, { text: 'Server not running', detail, severity: LanguageStatusSeverity.Error, busy: false, isBroken: true });
});

test('a_starting_server_is_busy_and_not_broken', () => {
  const view = describeServer({ kind: 'starting' });
  assert.ok(view.busy && !view.isBroken);
});
