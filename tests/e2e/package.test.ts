import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';

const LIMIT = 15_000_000;

test('The_package_holds_exactly_what_it_needs_and_stays_small', () => {
  const file = process.env['OPTRECIPE_VSIX'] ?? '';
  assert.deepEqual(names(readFileSync(file)).filter(name => name.startsWith('extension/')).sort(), [
    'extension/LICENSE.txt',
    'extension/changelog.md',
    'extension/client/l10n/bundle.l10n.json',
    'extension/client/language-configuration.json',
    'extension/client/media/icon.png',
    'extension/client/media/recipe-dark.svg',
    'extension/client/media/recipe-light.svg',
    'extension/client/media/walkthrough/guard.svg',
    'extension/client/media/walkthrough/model.svg',
    'extension/client/media/walkthrough/report.svg',
    'extension/client/media/walkthrough/run.svg',
    'extension/client/media/walkthrough/targets.svg',
    'extension/client/snippets/optrecipe.json',
    'extension/client/syntaxes/optrecipe-words.tmLanguage.json',
    'extension/client/syntaxes/optrecipe.tmLanguage.json',
    'extension/dist/THIRD-PARTY-NOTICES.txt',
    'extension/dist/extension.js',
    'extension/dist/server/optrecipe-server',
    'extension/examples/starter/README.md',
    'extension/examples/starter/calibration.npz',
    'extension/examples/starter/test.npz',
    'extension/examples/starter/tones.optrecipe.yaml',
    'extension/examples/starter/tones_dscnn.tflite',
    'extension/package.json',
    'extension/package.nls.json',
    'extension/readme.md',
    'extension/schemas/optrecipe.schema.json',
  ]);
  assert.ok(statSync(file).size <= LIMIT, `${statSync(file).size} bytes`);
});

/** The names in a zip's central directory (APPNOTE 4.3.12): 46 fixed bytes, then name, extra field and comment. */
function names(zip: Buffer): string[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const found: string[] = [];
  for (let entry = zip.readUInt32LE(end + 16); zip.readUInt32LE(entry) === 0x02014b50; ) {
    const [name, extra, comment] = [zip.readUInt16LE(entry + 28), zip.readUInt16LE(entry + 30), zip.readUInt16LE(entry + 32)];
    found.push(zip.toString('utf8', entry + 46, entry + 46 + name));
    entry += 46 + name + extra + comment;
  }
  return found;
}
