import assert from 'node:assert/strict';
import { test } from 'node:test';
// @ts-expect-error A script of the checkout without types.
import { describeMissing } from '../../client/scripts/preflight.mjs';

const describe = describeMissing as (node: string, hasSdk: boolean) => string | undefined;

test('a_machine_that_has_both_is_told_nothing', () => {
  assert.equal(describe('20.19.0', true), undefined);
  assert.equal(describe('24.1.0', true), undefined);
});

test('what_is_missing_is_named_in_one_line_with_where_to_get_it', () => {
  assert.match(describe('20.19.0', false) ?? '', /^Missing: \.NET SDK 10 \(https:\/\/\S+\)$/);
  assert.match(describe('18.20.1', true) ?? '', /^Missing: Node 20 or newer \(https:\/\/\S+\); this is 18\.20\.1$/);
  assert.match(describe('9.0.0', false) ?? '', /^Missing: Node 20[^\n]* and \.NET SDK 10[^\n]*$/);
});
