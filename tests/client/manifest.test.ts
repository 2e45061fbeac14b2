import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { read, readJson, root, typeScriptFiles } from './repository';

interface Command { readonly command: string; readonly title: string; readonly category: string }
interface Setting { readonly scope: string; readonly default: unknown; readonly markdownDescription: string }
interface Manifest {
  readonly version: string;
  readonly main: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Record<string, string>;
  readonly scripts: Record<string, string>;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Record<string, readonly { readonly command: string }[]>;
    readonly configuration: { readonly properties: Record<string, Setting> };
  };
}

const text = read('package.json');
const manifest = readJson<Manifest>('package.json');
const names = readJson<Record<string, string>>('package.nls.json');
const client = typeScriptFiles('client', 'src').map(file => read(file)).join('\n');

test('Every_file_named_in_the_manifest_exists', () => {
  const files = [...text.matchAll(/"\.?\/?(client\/[^"]+\.(?:json|png|svg))"/g)].map(match => match[1] ?? '');
  assert.ok(files.length >= 6);
  assert.deepEqual(files.filter(file => !existsSync(join(root, file))), []);
});

test('Every_key_of_the_manifest_has_its_string_and_every_string_its_key', () => {
  const keys = [...new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(match => match[1] ?? ''))].sort();
  assert.deepEqual(keys, Object.keys(names).sort());
});

test('Every_command_has_a_title_a_category_and_a_handler', () => {
  for (const { command, title, category } of manifest.contributes.commands) {
    assert.match(title, /^%command\.\w+%$/);
    assert.equal(category, 'OptRecipe');
    assert.ok(client.includes(`registerCommand('${command}'`), `${command} has no handler`);
  }
});

test('Menus_name_only_commands_that_exist', () => {
  const commands = manifest.contributes.commands.map(command => command.command);
  const named = Object.values(manifest.contributes.menus).flat().map(item => item.command);
  assert.deepEqual(named.filter(command => !commands.includes(command)), []);
});

test('Settings_that_name_a_program_or_start_one_are_restricted', () => {
  assert.deepEqual([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(), ['optrecipe.runOnSave', 'optrecipe.server.path']);
  assert.equal(manifest.contributes.configuration.properties['optrecipe.server.path']?.scope, 'machine');
});

test('Every_setting_has_a_scope_and_a_default', () => {
  for (const [name, setting] of Object.entries(manifest.contributes.configuration.properties)) {
    assert.ok(setting.scope, `${name} has no scope`);
    assert.notEqual(setting.default, undefined, `${name} has no default`);
  }
});

test('The_types_are_those_of_the_oldest_VS_Code_that_is_promised', () => {
  assert.equal(`^${manifest.devDependencies['@types/vscode']}`, manifest.engines.vscode);
});

test('There_is_one_version_the_newest_of_the_changelog', () => {
  const lock = readJson<{ readonly version: string; readonly packages: Record<string, { readonly version: string }> }>('package-lock.json');
  const newest = /^## (\d+\.\d+\.\d+)$/m.exec(read('CHANGELOG.md'))?.[1];
  const server = /<Version>([^<]*)<\/Version>/.exec(read('Directory.Build.props'))?.[1];
  assert.deepEqual([manifest.version, lock.version, lock.packages['']?.version, server], [newest, newest, newest, newest]);
});

test('Every_dependency_is_pinned_and_the_lock_file_names_no_registry', () => {
  assert.deepEqual(Object.values(manifest.devDependencies).filter(version => !/^\d+\.\d+\.\d+$/.test(version)), []);
  assert.ok(!read('package-lock.json').includes('"resolved"'));
});

test('Every_npm_script_has_its_file', () => {
  for (const script of Object.values(manifest.scripts)) {
    const [, command] = script.match(/^node client\/scripts\/run\.mjs (\w+)/) ?? [];
    assert.ok(command && existsSync(join(root, 'client', 'scripts', `${command}.mjs`)), script);
  }
});
