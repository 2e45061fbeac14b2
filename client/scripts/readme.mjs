import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './steps.mjs';

/**
 * The arguments that tell vsce which page to put into the package. With a `repository` in package.json it makes relative links absolute itself;
 * without one they would lead nowhere, so the package gets the page without pictures and with links as plain words.
 * @returns {string[]}
 */
export function readmeArguments() {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (repository !== undefined) return ['--readme-path', 'README.md'];
  const path = join('dist', 'README.md');
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), withoutRelativeLinks(readFileSync(join(root, 'README.md'), 'utf8')));
  return ['--readme-path', path, '--no-rewrite-relative-links'];
}

/** Lines that are only pictures go, other links that start with no scheme become their words. */
export function withoutRelativeLinks(markdown) {
  return markdown
    .replace(/^(?:!\[[^\]]*\]\((?!https:)[^)]*\)\s*)+\n\n?/gm, '')
    .replace(/(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)[^)]*\)/g, '$1');
}
