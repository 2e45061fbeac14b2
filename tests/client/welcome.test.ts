import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { guides } from '../../client/src/features/welcome/guides';
import { read, readJson, root } from './repository';

interface Step {
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
  };
}

const manifest = readJson<Manifest>('package.json');
const names = readJson<Record<string, string>>('package.nls.json');
const text = (key: string) => names[key.replaceAll('%', '')] ?? '';

test('The_guides_are_the_pages_of_tasks_by_their_titles', () => {
  const pages = readdirSync(join(root, 'server', 'docs', 'tasks')).filter(name => name !== 'README.md').map(name => name.replace('.md', ''));
  assert.deepEqual(guides().map(({ name }) => name).sort(), pages.sort());
  for (const { name, title } of guides()) assert.equal(read('server', 'docs', 'tasks', `${name}.md`).split('\n')[0], `# ${title}`);
});

test('The_example_that_is_copied_is_whole', () => {
  const source = read('client', 'src', 'features', 'welcome', 'example.ts');
  const named = [...(source.match(/FILES = \[([^\]]*)\]/)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(match => match[1] ?? '');
  const folder = readdirSync(join(root, 'examples', 'starter'), { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => name);
  assert.deepEqual(named.sort(), folder.sort());
  assert.ok(read('.vscodeignore').includes('!examples/starter/*'));
});

test('The_walkthrough_is_short_and_each_step_has_a_picture_a_command_and_an_end', () => {
  assert.equal(manifest.contributes.walkthroughs.length, 1);
  const steps = manifest.contributes.walkthroughs[0]?.steps ?? [];
  assert.ok(steps.length >= 4 && steps.length <= 6);
  for (const { description, media, completionEvents } of steps) {
    assert.notEqual(text(media.altText), '');
    assert.match(read(media.svg), /^<svg /);
    assert.ok(completionEvents.length > 0);
    assert.match(text(description), /\n\[[^\]]+\]\(command:optrecipe\.\w+/, 'a link on a line of its own is a button');
  }
});

test('Every_command_of_ours_that_the_welcome_texts_and_the_steps_name_exists', () => {
  const named = [...Object.values(names).join('\n').matchAll(/\(command:(optrecipe\.\w+)/g)].map(match => match[1] ?? '');
  const awaited = (manifest.contributes.walkthroughs[0]?.steps ?? []).flatMap(step => step.completionEvents)
    .filter(event => event.startsWith('onCommand:')).map(event => event.slice('onCommand:'.length));
  const commands = manifest.contributes.commands.map(({ command }) => command);
  assert.ok(named.length >= 8);
  assert.deepEqual([...named, ...awaited].filter(command => !commands.includes(command)), []);
});

test('Every_guide_that_a_step_opens_is_one', () => {
  const opened = [...Object.values(names).join('\n').matchAll(/command:optrecipe\.openGuide\?%22([\w-]+)%22/g)].map(match => match[1] ?? '');
  assert.ok(opened.length >= 2);
  assert.deepEqual(opened.filter(name => !guides().some(guide => guide.name === name)), []);
});

test('Pictures_of_the_walkthrough_take_every_colour_from_the_theme', () => {
  for (const name of readdirSync(join(root, 'client', 'media', 'walkthrough'))) {
    const picture = read('client', 'media', 'walkthrough', name);
    const colours = [...picture.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(match => match[1] ?? '');
    assert.ok(colours.length > 0, name);
    assert.deepEqual(colours.filter(colour => colour !== 'none' && !/^var\(--vscode-[\w-]+\)$/.test(colour)), [], name);
  }
});

test('Welcome_texts_have_no_Markdown_but_links', () => {
  for (const [key, words] of Object.entries(names)) if (/^(welcome|walkthrough)\./.test(key)) assert.doesNotMatch(words, /[`*_]/, key);
});
