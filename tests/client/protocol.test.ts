import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from './repository';

const parts = ['Extensions', 'Graph', 'Report', 'Runs', 'Trial', 'Profile'];
const csharp = parts.map(part => read('server', 'OptRecipe.Lsp', 'Protocol', `OptRecipe${part}.cs`)).join('\n');
const features = ['run', 'plan', 'graph', 'create', 'report', 'status', 'trust', 'try', 'profile'];
const typescript = features.map(feature => read('client', 'src', 'features', feature, 'protocol.ts')).join('\n');
/** Read only by the server: the shape of `initializationOptions`. */
const serverOnly = ['OptRecipeOptions'];

const camelCase = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const sorted = (entries: Iterable<[string, string[]]>) => Object.fromEntries([...entries].sort(([a], [b]) => a.localeCompare(b)));

test('Every_method_of_the_server_is_one_of_the_client', () => {
  const server = [...csharp.matchAll(/const string \w+ = "(optrecipe\/\w+)"/g)].map(match => match[1]).sort();
  const client = [...typescript.matchAll(/'(optrecipe\/\w+)'/g)].map(match => match[1]).sort();
  assert.ok(server.length >= 6);
  assert.deepEqual(client, server);
});

test('Every_record_has_the_same_members_in_the_same_order', () => {
  const records = [...csharp.matchAll(/public sealed record (\w+)\(([^)]*)\)/g)].map(([, name = '', parameters = '']): [string, string[]] => {
    const members = parameters.replace(/<[^>]*>/g, '').split(',').map(parameter => camelCase(parameter.trim().split(' ')[1] ?? ''));
    return [name, members];
  }).filter(([name]) => !serverOnly.includes(name));
  const interfaces = [...typescript.matchAll(/export interface (\w+) \{([^}]*)\}/g)].map(([, name = '', body = '']): [string, string[]] =>
    [name, [...body.matchAll(/readonly (\w+)\??:/g)].map(member => member[1] ?? '')]);
  assert.ok(records.length >= 9);
  assert.deepEqual(sorted(interfaces), sorted(records));
});

test('Every_enum_has_the_same_values_in_the_same_order', () => {
  const enums = [...csharp.matchAll(/public enum (\w+) \{([^}]*)\}/g)].map(([, name = '', values = '']): [string, string[]] =>
    [name, values.split(',').map(value => camelCase(value.trim()))]);
  const unions = [...typescript.matchAll(/export type (\w+) = ((?:'\w+'(?: \| )?)+);/g)].map(([, name = '', values = '']): [string, string[]] =>
    [name, [...values.matchAll(/'(\w+)'/g)].map(value => value[1] ?? '')]);
  assert.ok(enums.length >= 3);
  assert.deepEqual(sorted(unions), sorted(enums));
});

test('The_clients_initialization_options_are_those_the_server_reads', () => {
  const reads = [...csharp.matchAll(/input\.Is\("(\w+)"u8\)\) options/g)].map(match => match[1]);
  const sent = read('client', 'src', 'infrastructure', 'connection.ts').match(/initializationOptions: \{([^}]*)\}/)?.[1] ?? '';
  assert.deepEqual([...sent.matchAll(/(\w+):/g)].map(match => match[1]), reads);
});
