import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { read, root } from './repository';

interface Checked { readonly ok: boolean; readonly diagnostics: readonly { readonly code: string; readonly severity: string; readonly message: string }[] }

interface Done { readonly name: string; readonly outputs: readonly { readonly path: string }[]; readonly budget: readonly { readonly kept: boolean }[] }

const recipes = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.optrecipe.yaml'));
const program = join(root, 'server', 'OptRecipe.Cli', 'bin', 'Release', 'net10.0', 'optrecipe.dll');

/** What an example is there to show. */
const shown = new Map([['linear-regression', ['OR5003']]]);

const optrecipe = (...args: string[]): string => execFileSync('dotnet', [program, ...args], { encoding: 'utf8' });

test('Every_example_has_no_errors_and_no_warnings_but_those_it_shows', () => {
  assert.ok(recipes.length > 0);
  for (const recipe of recipes) {
    const answer = JSON.parse(optrecipe('check', '--json', join(root, 'examples', recipe))) as Checked;
    assert.ok(answer.ok, recipe);
    const found = answer.diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ code }) => code);
    assert.deepEqual(found, shown.get(dirname(recipe)) ?? [], recipe);
  }
});

test('Every_example_runs_keeps_its_budget_and_leaves_the_files_it_names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'optrecipe-examples-'));
  try {
    cpSync(join(root, 'examples'), folder, { recursive: true, filter: path => basename(path) !== 'out' });
    for (const recipe of recipes) {
      const done = JSON.parse(optrecipe('run', '--json', join(folder, recipe))) as Done;
      assert.ok(done.outputs.length > 0, recipe);
      for (const { path } of done.outputs) assert.ok(existsSync(path), path);
      assert.ok(done.budget.every(({ kept }) => kept), recipe);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('Every_example_has_a_page_of_ten_lines_and_a_row_in_the_table', () => {
  const table = read('examples', 'README.md');
  for (const folder of readdirSync(join(root, 'examples')).filter(name => statSync(join(root, 'examples', name)).isDirectory())) {
    assert.ok(table.includes(`[${folder}](${folder})`), `${folder} is not in examples/README.md`);
    const lines = read('examples', folder, 'README.md').split('\n').length;
    assert.ok(lines >= 8 && lines <= 16, `examples/${folder}/README.md has ${lines} lines`);
  }
});
