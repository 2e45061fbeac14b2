import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilAnswered } from '../../client/src/infrastructure/askAgain';
import { CancellationError } from './vscode';

function asking(...answers: (readonly string[] | null)[]): { ask: () => readonly string[] | null; asked: () => number } {
  let count = 0;
  return { ask: () => answers[Math.min(count++, answers.length - 1)] ?? null, asked: () => count };
}

test('what_was_kept_back_is_asked_for_again', async () => {
  const server = asking(null, null, ['a link']);
  assert.deepEqual(await untilAnswered({ isCancellationRequested: false }, server.ask), ['a link']);
  assert.equal(server.asked(), 3);
});

test('a_cancelled_lens_is_asked_for_again_and_another_failure_is_told', async () => {
  let asked = 0;
  const ask = (): string => {
    if (++asked < 3) throw new CancellationError();
    return 'a lens';
  };
  assert.equal(await untilAnswered({ isCancellationRequested: false }, ask), 'a lens');
  await assert.rejects(untilAnswered({ isCancellationRequested: false }, () => Promise.reject(new Error('broken'))), /broken/);
});

test('an_empty_answer_is_an_answer', async () => {
  const server = asking([]);
  assert.deepEqual(await untilAnswered({ isCancellationRequested: false }, server.ask), []);
  assert.equal(server.asked(), 1);
});

test('nothing_is_asked_for_ever_or_after_it_is_cancelled', async () => {
  const silent = asking(null);
  assert.equal(await untilAnswered({ isCancellationRequested: false }, silent.ask), null);
  assert.equal(silent.asked(), 4);
  const cancelled = asking(null);
  assert.equal(await untilAnswered({ isCancellationRequested: true }, cancelled.ask), null);
  assert.equal(cancelled.asked(), 1);
});
