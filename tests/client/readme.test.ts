import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
// @ts-expect-error A script of the checkout without types.
import { withoutRelativeLinks } from '../../client/scripts/readme.mjs';
import { read, root } from './repository';

const readme = read('README.md');
const links = [...readme.matchAll(/\]\((?![a-z]+:|#)([^)#]+)[^)]*\)/g)].map(match => match[1] ?? '');

test('Every_relative_link_of_the_README_leads_to_something', () => {
  assert.ok(links.length >= 10);
  assert.deepEqual(links.filter(link => !existsSync(join(root, link))), []);
});

test('The_page_in_the_package_has_no_link_that_leads_nowhere', () => {
  const page = (withoutRelativeLinks as (markdown: string) => string)(readme);
  assert.doesNotMatch(page, /\]\((?!https:|#)/);
  assert.match(page, /architecture/);
  assert.ok(page.split('\n').length > readme.split('\n').length / 2);
});

test('The_first_screen_says_what_it_does_and_shows_it', () => {
  const first = readme.split('\n').slice(0, 30).join('\n');
  assert.match(first, /^# OptRecipe\n\n[A-Z]/);
  assert.match(first, /!\[[^\]]+\]\([^)]+dark\.png\)/);
});
