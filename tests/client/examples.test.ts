import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { read, root } from './repository';

interface Checked { readonly ok: boolean; readonly diagnostics: readonly { readonly code: string; readonly severity: string; readonly message: string }[] }

const recipes = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.optrecipe.yaml'));

test('Every_example_has_no_errors_and_no_warnings', () => {
  assert.ok(recipes.length > 0);
  for (const recipe of recipes) {
    const program = join(root, 'server', 'OptRecipe.Cli', 'bin', 'Release', 'net10.0', 'optrecipe.dll');
    const answer = JSON.parse(execFileSync('dotnet', [program, 'check', '--json', join(root, 'examples', recipe)], { encoding: 'utf8' })) as Checked;
    assert.ok(answer.ok, recipe);
    assert.deepEqual(answer.diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning'), [], recipe);
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
