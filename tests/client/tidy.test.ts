import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './repository';

const TEXT = /\.(cs|ts|mjs|json|csproj|props|md|yaml|yml)$/;
/** Data of tests is as it is; the lock file is npm's. */
const EXEMPT = /^(tests\/corpus\/|package-lock\.json)/;

function checkLines(what: string, isWrong: (line: string, file: string) => boolean): void {
  const found: string[] = [];
  for (const file of sources()) {
    readFileSync(join(root, file), 'utf8').split('\n').forEach((line, index) => {
      if (isWrong(line, file)) found.push(`${file}:${index + 1}`);
    });
  }
  assert.deepEqual(found, [], what);
}

function sources(): string[] {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n');
  return files.filter(file => TEXT.test(file) && !EXEMPT.test(file) && existsSync(join(root, file)));
}

test('No_line_ends_in_white_space', () => checkLines('white space at the end', (line, file) => /[ \t\r]$/.test(line) && !file.endsWith('.md')));

test('No_file_is_indented_with_tabs', () => checkLines('tabs', line => line.startsWith('\t')));

test('Client_code_keeps_to_160_columns', () => checkLines('too long', (line, file) => line.length > 160 && /\.(ts|mjs)$/.test(file)));

test('Every_file_ends_with_one_line_break', () => {
  assert.deepEqual(sources().filter(file => !/[^\n]\n$/.test(readFileSync(join(root, file), 'utf8'))), []);
});
