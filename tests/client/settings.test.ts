import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, readJson } from './repository';

interface Setting { readonly scope: string; readonly default: unknown; readonly enum?: readonly string[] }
interface Manifest { readonly contributes: { readonly configuration: { readonly properties: Record<string, Setting> } } }

/** Settings that only the client reads. */
const OWN = ['optrecipe.server.path', 'optrecipe.trace.server'];

test('The_manifest_declares_exactly_the_settings_that_the_server_reads', () => {
  const source = read('server', 'OptRecipe.LanguageServer', 'Settings.cs');
  const table = source.slice(source.indexOf('Entries { get; }'), source.indexOf('];'));
  const entries = [...table.matchAll(/new\("(optrecipe\.[\w.]+)", "(\w+)", "(\w+)", "[^"]*"\)(?:\s*\{\s*Values = \[(.*?)\],?\s*\})?/gs)];
  const server = entries.map(([, key, scope, value = '', values]) => ({
    key, scope,
    default: values === undefined ? value === 'true' : value,
    values: values === undefined ? undefined : [...values.matchAll(/new\("(\w+)"/g)].map(match => match[1]),
  }));
  assert.ok(server.length >= 2);
  const manifest = Object.entries(readJson<Manifest>('package.json').contributes.configuration.properties).filter(([key]) => !OWN.includes(key))
    .map(([key, setting]) => ({ key, scope: setting.scope, default: setting.default, values: setting.enum }));
  assert.deepEqual(manifest, server);
});
