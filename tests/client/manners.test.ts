// What Microsoft's guidelines expect of an extension, a test each; the number is the section of facts/vscode-guidelines.md. What can only be seen
// in the running editor is in tests/e2e (manners, firstMinutes, trust, package); what other tests here check is not repeated.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { read, readJson, root, typeScriptFiles } from './repository';

interface Item { readonly command: string; readonly when?: string; readonly group?: string }
interface Setting {
  readonly type: string;
  readonly scope: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly markdownDescription: string;
}
interface Manifest {
  readonly displayName: string;
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly icon: string;
  readonly license: string;
  readonly extensionKind: readonly string[];
  readonly activationEvents: readonly string[];
  readonly capabilities: Record<'untrustedWorkspaces' | 'virtualWorkspaces', { readonly supported: string; readonly description: string }>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly enablement?: string }[];
    readonly menus: Record<string, readonly Item[]>;
    readonly views: Record<string, readonly { readonly id: string; readonly visibility?: string; readonly icon: string }[]>;
    readonly viewsWelcome: readonly { readonly view: string }[];
    readonly languages: readonly { readonly id: string; readonly extensions: readonly string[]; readonly filenamePatterns: readonly string[] }[];
    readonly grammars: readonly { readonly scopeName: string }[];
    readonly configuration: { readonly properties: Record<string, Setting> };
  } & Record<string, unknown>;
}

const manifest = readJson<Manifest>('package.json');
const names = readJson<Record<string, string>>('package.nls.json');
const { contributes } = manifest;
const sources = typeScriptFiles('client', 'src').map(file => ({ file, text: read(file) }));
const client = sources.map(({ text }) => text).join('\n');
const said = (key: string) => names[key.replaceAll('%', '')] ?? '';
const offending = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

/** The languages that redhat.vscode-yaml attaches itself to. */
const RED_HAT = ['yaml', 'yaml-textmate', 'yaml-tmlanguage', 'ansible', 'azure-pipelines', 'dockercompose', 'github-actions-workflow', 'home-assistant',
  'manifest-yaml', 'spring-boot-properties-yaml'];

test('G01_the_icon_is_a_square_PNG_of_256_pixels', () => {
  const icon = readFileSync(join(root, manifest.icon));
  assert.equal(icon.toString('latin1', 1, 4), 'PNG');
  assert.deepEqual([icon.readUInt32BE(16), icon.readUInt32BE(20)], [256, 256]);
});

test('G01_names_do_not_say_what_everybody_knows', () => {
  assert.doesNotMatch(manifest.displayName, /extension|configuration|settings/i);
  assert.ok(manifest.keywords.length <= 30);
  assert.deepEqual(manifest.categories.filter(category => !['Programming Languages', 'Linters', 'Formatters', 'Machine Learning'].includes(category)), []);
  assert.ok(existsSync(join(root, 'LICENSE')) && existsSync(join(root, 'CHANGELOG.md')));
});

test('G01_nothing_else_is_installed_and_no_proposed_API_is_asked_for', () => {
  const unwanted = ['extensionDependencies', 'extensionPack', 'enabledApiProposals', 'browser', 'pricing', 'sponsor', 'files'];
  assert.deepEqual(unwanted.filter(key => key in manifest), []);
});

test('G02_recipes_have_a_language_of_their_own_that_no_extension_for_YAML_attaches_to', () => {
  for (const { id, extensions, filenamePatterns } of contributes.languages) {
    assert.ok(!RED_HAT.includes(id), id);
    // A pattern beats every extension, also that of another extension's language.
    for (const extension of extensions) assert.ok(filenamePatterns.includes(`*${extension}`), extension);
  }
  for (const key of ['yamlValidation', 'jsonValidation']) assert.ok(!(key in contributes), `${key} would give a second opinion`);
});

test('G02_a_document_of_the_language_is_ours_on_disk_unsaved_and_virtual_and_nowhere_else', () => {
  const schemes = /documentSelector: \[([^\]]*)\]/.exec(read('client', 'src', 'infrastructure', 'connection.ts'))?.[1] ?? '';
  assert.deepEqual([...schemes.matchAll(/'([\w-]+)'/g)].map(match => match[1]), ['file', 'untitled', 'vscode-vfs']);
});

test('G03_no_grammar_takes_the_place_of_the_one_for_YAML', () => {
  for (const { scopeName } of contributes.grammars) assert.match(scopeName, /^source\.optrecipe/);
});

test('G04_only_workspaces_with_recipes_and_views_of_ours_activate', () => {
  const events = manifest.activationEvents.filter(event => !event.startsWith('onWebviewPanel:optrecipe.'));
  assert.deepEqual(events, ['workspaceContains:**/*.{optrecipe.yaml,optrecipe.yml}']);
  assert.doesNotMatch(read('client', 'src', 'extension.ts'), /await|findFiles/, '`activate` registers and returns');
  // The library of the client is half a megabyte: it is loaded while the server starts.
  const loaded = offending(/^import (?!type)[^;]* from 'vscode-languageclient/m);
  assert.deepEqual(loaded.filter(file => !/infrastructure\/(connection|quietClient)\.ts$/.test(file)), []);
});

test('G05_every_setting_says_what_it_does_in_one_sentence', () => {
  for (const [key, { type, scope, markdownDescription, ...setting }] of Object.entries(contributes.configuration.properties)) {
    assert.match(markdownDescription, /^%[\w.]+%$/, key);
    assert.match(said(markdownDescription), /^[A-Z].*\.$/s, key);
    assert.ok(['resource', 'window', 'machine', 'application', 'machine-overridable', 'language-overridable'].includes(scope), key);
    if (setting.enum !== undefined && setting.enumDescriptions !== undefined) assert.equal(setting.enum.length, setting.enumDescriptions.length, key);
    // What names a program or eats the computer is not for a workspace to say.
    if (/path|threads|memory|maxSize/i.test(key)) assert.match(scope, /^machine/, key);
    assert.ok(type !== undefined, key);
  }
});

test('G06_commands_are_verbs_without_our_name_and_without_emoji', () => {
  for (const { command, title } of contributes.commands) {
    assert.match(command, /^optrecipe\.[a-z]\w*$/);
    const words = said(title);
    assert.match(words, /^[A-Z][\w ]*…?$/, words);
    assert.ok(command === 'optrecipe.changeLanguage' || !words.includes('OptRecipe'), words);
  }
});

test('G06_the_palette_offers_a_command_only_where_it_works', () => {
  const always = ['optrecipe.restartServer', 'optrecipe.showLog', 'optrecipe.openGuide', 'optrecipe.openWalkthrough'];
  const limited = (contributes.menus['commandPalette'] ?? []).filter(({ when }) => when !== undefined && when !== '').map(({ command }) => command);
  for (const { command } of contributes.commands) assert.ok(always.includes(command) || limited.includes(command), `${command} is offered everywhere`);
});

test('G06_menus_are_limited_to_our_files_and_sorted_into_named_groups', () => {
  for (const [menu, items] of Object.entries(contributes.menus)) {
    if (menu === 'commandPalette') continue;
    for (const { command, when, group } of items) {
      assert.match(when ?? '', /optrecipe|\.tflite|virtualWorkspace/, `${menu}: ${command}`);
      assert.match(group ?? '', /^(navigation|inline|file|\d_\w+)(@\d+)?$/, `${menu}: ${command}`);
    }
  }
  assert.ok((contributes.menus['editor/title']?.length ?? 0) + (contributes.menus['editor/title/run']?.length ?? 0) <= 4);
});

test('G06_no_key_of_the_users_is_taken', () => {
  for (const { when } of (contributes['keybindings'] ?? []) as Item[]) assert.match(when ?? '', /optrecipe/);
});

test('G07_there_is_one_view_folded_up_at_first_and_never_empty', () => {
  const views = Object.values(contributes.views).flat();
  assert.deepEqual(views.map(({ id, visibility }) => ({ id, visibility })), [{ id: 'optrecipe.recipes', visibility: 'collapsed' }]);
  assert.ok(contributes.viewsWelcome.length >= 1);
});

test('G08_there_is_one_log_with_levels_that_never_opens_by_itself_and_at_most_one_item_in_the_status_bar', () => {
  assert.equal([...client.matchAll(/createOutputChannel\(/g)].length, 1);
  assert.match(client, /createOutputChannel\('OptRecipe', \{ log: true \}\)/);
  assert.match(client, /revealOutputChannelOn: RevealOutputChannelOn\.Never/);
  assert.ok([...client.matchAll(/createStatusBarItem\(/g)].length <= 1);
  assert.deepEqual(offending(/console\.\w+\(/), []);
});

test('G09_web_views_obey_a_strict_policy_and_take_text_as_text', () => {
  const views = sources.filter(({ text }) => /createWebviewPanel|resolveCustomEditor|resolveWebviewView/.test(text));
  assert.ok(views.length === 0 || client.includes("default-src 'none'"));
  assert.deepEqual(offending(/unsafe-inline|unsafe-eval|Math\.random|retainContextWhenHidden: true|enableCommandUris: true/), []);
  assert.deepEqual(offending(/\.innerHTML|insertAdjacentHTML|document\.write/), []);
});

test('G10_every_item_of_a_status_or_a_tree_has_words_for_a_screen_reader', () => {
  for (const { file, text } of sources) {
    const items = [...text.matchAll(/createLanguageStatusItem\(|createStatusBarItem\(|new TreeItem\(/g)].length;
    assert.equal([...text.matchAll(/accessibilityInformation = \{ label: /g)].length, items, file);
  }
});

test('G11_trust_and_virtual_workspaces_are_limited_and_say_so', () => {
  for (const capability of Object.values(manifest.capabilities)) {
    assert.equal(capability.supported, 'limited');
    assert.match(said(capability.description), /^[A-Z].*\.$/);
  }
  assert.deepEqual(manifest.extensionKind, ['workspace']);
  // A menu hides what would run; the code refuses it all the same.
  assert.match(read('client', 'src', 'features', 'run', 'commands.ts'), /!workspace\.isTrusted/);
});

test('G12_the_server_is_started_as_the_guidelines_want_it', () => {
  const server = ['serverProcess', 'connection'].map(name => read('client', 'src', 'infrastructure', `${name}.ts`)).join('\n');
  for (const needed of ['--clientProcessId=', "'--stdio'", 'delayOpenNotifications: true', 'enabledCommands: [', 'initializationFailedHandler']) {
    assert.ok(server.includes(needed), needed);
  }
  assert.doesNotMatch(server, /configurationSection|fileEvents|supportHtml: true/);
  assert.match(read('client', 'src', 'extension.ts'), /deactivate\(\)[^{]*\{\s*return server\?\.stop\(\);/);
});

test('G13_pictures_of_the_README_are_in_the_repository_and_none_is_an_SVG', () => {
  const pictures = [...read('README.md').matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, alt = '', path = '']) => ({ alt, path }));
  for (const { alt, path } of pictures) {
    assert.notEqual(alt, '');
    assert.match(path, /\.png$/);
    assert.ok(/^https:/.test(path) || existsSync(join(root, path)), path);
  }
});

test('G14_every_word_that_is_shown_goes_through_the_table_of_translations', () => {
  assert.deepEqual(offending(/show(?:Information|Warning|Error)Message\(\s*['"`]/), []);
  assert.deepEqual(offending(/\b(?:title|placeHolder|prompt|openLabel|tooltip|detail|label|description)(?:: | = )['"][A-Z]\w+ /), []);
  assert.deepEqual(offending(/setStatusBarMessage\(\s*['"`]/), []);
});

test('G15_nothing_is_measured_and_nothing_leaves_the_computer', () => {
  assert.deepEqual(offending(/telemetry|node:https?|node:net|\bfetch\(|XMLHttpRequest|WebSocket/i), []);
  assert.match(read('README.md'), /no network, no telemetry/);
});
