import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recipeUri } from '../../client/src/features/run/recipeUri';
import { workspace } from './vscode';

const document = (path: string, languageId = 'optrecipe', scheme = 'file') => ({ languageId, uri: { scheme, path } });

function checkWithoutEditor(open: ReturnType<typeof document>[], expected: string | undefined): void {
  workspace.textDocuments = open;
  assert.equal(recipeUri(undefined)?.path, expected);
}

test('where_no_text_is_in_front_the_only_open_recipe_is_meant', () => {
  checkWithoutEditor([document('/w/a.optrecipe.yaml')], '/w/a.optrecipe.yaml');
  checkWithoutEditor([document('/w/a.optrecipe.yaml'), document('/w/b.md', 'markdown'), document('/w/b.target.yaml')], '/w/a.optrecipe.yaml');
});

test('of_several_or_of_none_none_is_meant', () => {
  checkWithoutEditor([], undefined);
  checkWithoutEditor([document('/w/a.optrecipe.yaml'), document('/w/b.optrecipe.yaml')], undefined);
  checkWithoutEditor([document('/w/a.optrecipe.yaml', 'optrecipe', 'vscode-vfs')], undefined);
});
