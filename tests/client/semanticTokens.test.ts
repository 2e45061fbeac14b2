import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, readJson } from './repository';

interface Manifest {
  readonly contributes: { readonly semanticTokenScopes: readonly { readonly language: string; readonly scopes: Record<string, readonly string[]> }[] };
}

const scopes = readJson<Manifest>('package.json').contributes.semanticTokenScopes[0]?.scopes ?? {};
const legend = (name: string) => {
  const source = read('server', 'OptRecipe.Lsp', 'Protocol', 'SemanticTokens.cs');
  const list = source.match(new RegExp(`ImmutableArray<string> ${name} \\{ get; \\} =\\s*\\[([^\\]]*)\\]`))?.[1] ?? '';
  return [...list.matchAll(/"(\w+)"/g)].map(match => match[1] ?? '');
};

test('Every_token_type_of_the_server_has_scopes_and_every_scope_a_type', () => {
  const types = legend('Types');
  assert.ok(types.length >= 10);
  assert.deepEqual(Object.keys(scopes).filter(key => !key.includes('.')).sort(), [...types].sort());
  for (const key of Object.keys(scopes)) for (const modifier of key.split('.').slice(1)) assert.ok(legend('Modifiers').includes(modifier), key);
});

test('Words_that_the_grammar_colours_keep_their_colour_when_their_meaning_is_known', () => {
  const grammar = [...read('client', 'syntaxes', 'optrecipe-words.tmLanguage.json').matchAll(/"name": "([\w.]+\.optrecipe)"/g)].map(match => match[1] ?? '');
  assert.ok(grammar.length >= 4);
  // The first scope that a theme knows gives the colour.
  const firsts = Object.values(scopes).map(list => list[0]);
  assert.deepEqual(grammar.filter(scope => !firsts.includes(scope)), []);
});
