import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { read, readJson, root, typeScriptFiles } from './repository';

test('The_bundle_holds_exactly_the_strings_of_the_client', () => {
  const source = typeScriptFiles('client', 'src').map(file => read(file)).join('\n');
  const strings = [...new Set([...source.matchAll(/l10n\.t\('((?:[^'\\]|\\.)*)'/g)].map(match => match[1] ?? ''))].sort();
  assert.equal([...source.matchAll(/l10n\.t\(/g)].length, [...source.matchAll(/l10n\.t\('/g)].length, 'a string of l10n.t is not a literal in single quotes');
  const expected = Object.fromEntries(strings.map(string => [string, string]));
  const file = join(root, 'client', 'l10n', 'bundle.l10n.json');
  const actual = existsSync(file) ? readJson<Record<string, string>>('client', 'l10n', 'bundle.l10n.json') : {};
  if (process.env['UPDATE_EXPECT']) writeFileSync(file, `${JSON.stringify(expected, undefined, 2)}\n`);
  assert.deepEqual(actual, expected);
});
