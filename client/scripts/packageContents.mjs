import { readFileSync, statSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** What a package may weigh, in bytes. */
const LIMIT = 15_000_000;
/** Every package holds these, below `extension/`, and its server. */
const FILES = [
  'LICENSE.txt',
  'changelog.md',
  'client/l10n/bundle.l10n.json',
  'client/language-configuration.json',
  'client/media/icon.png',
  'client/media/page.css',
  'client/media/recipe-dark.svg',
  'client/media/recipe-light.svg',
  ...['guard', 'model', 'report', 'run', 'targets'].map(name => `client/media/walkthrough/${name}.svg`),
  'client/snippets/optrecipe.json',
  'client/syntaxes/optrecipe-words.tmLanguage.json',
  'client/syntaxes/optrecipe.tmLanguage.json',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/connection.js',
  'dist/extension.js',
  'dist/page.js',
  ...['README.md', 'calibration.npz', 'test.npz', 'tones.optrecipe.yaml', 'tones_dscnn.tflite'].map(name => `examples/starter/${name}`),
  'package.json',
  'package.nls.json',
  'readme.md',
  'schemas/optrecipe.schema.json',
];
const LIBRARIES = ['Data', 'Disk', 'Engine', 'FlatBuffers', 'Ide', 'Lsp', 'Pipeline', 'Recipe', 'TFLite', 'Targets'].map(name => `OptRecipe.${name}.dll`);
const PORTABLE = [...LIBRARIES, 'MediatR.dll', 'System.IO.Hashing.dll', ...['deps.json', 'dll', 'runtimeconfig.json'].map(end => `optrecipe-server.${end}`)];
/** The first bytes of a program for each system. */
const FORMATS = { linux: '7f454c46', alpine: '7f454c46', win32: '4d5a', darwin: 'cffaedfe' };

/**
 * Whether a .vsix is what it should be for a row of `targets`: exactly the needed files, the platform in its manifest, a server for that platform, the
 * licences of what is inside, and within the limit.
 * @returns {string[]} what is wrong, one sentence each
 */
export function checkPackage(file, target) {
  const entries = readEntries(readFileSync(file));
  const faults = [];
  const expected = [...FILES, ...serverFiles(target).map(name => `dist/server/${name}`)].map(name => `extension/${name}`);
  const wanted = new Set([...expected, 'extension.vsixmanifest', '[Content_Types].xml']);
  for (const name of wanted) if (!entries.has(name)) faults.push(`\`${name}\` is missing`);
  for (const name of entries.keys()) if (!wanted.has(name)) faults.push(`\`${name}\` does not belong into the package`);
  if (faults.length > 0) return faults;

  const platform = /TargetPlatform="([^"]*)"/.exec(entries.get('extension.vsixmanifest')().toString('utf8'))?.[1];
  if (platform !== target.vsce) faults.push(`the manifest names the platform \`${platform}\` and not \`${target.vsce}\``);
  if (target.vsce !== undefined) {
    const start = entries.get(`extension/dist/server/${serverFiles(target)[0]}`)().subarray(0, 4).toString('hex');
    if (!start.startsWith(FORMATS[target.vsce.split('-')[0]])) faults.push(`the server starts with ${start}, which is no program for ${target.vsce}`);
  }
  const notices = entries.get('extension/dist/THIRD-PARTY-NOTICES.txt')().toString('utf8');
  for (const name of ['MediatR', '.NET runtime', 'vscode-languageclient']) if (!notices.includes(name)) faults.push(`the notices do not name ${name}`);
  const size = statSync(file).size;
  if (size > LIMIT) faults.push(`it has ${size} bytes, more than ${LIMIT}`);
  return faults;
}

function serverFiles(target) {
  if (target.vsce === undefined) return PORTABLE;
  const worker = target.worker === undefined ? [] : [target.worker.file];
  return [target.vsce.startsWith('win32') ? 'optrecipe-server.exe' : 'optrecipe-server', ...worker];
}

/**
 * The entries of a zip's central directory (APPNOTE 4.3.12: 46 fixed bytes, then name, extra field and comment); the value reads the content.
 * @returns {Map<string, () => Buffer>}
 */
function readEntries(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const found = new Map();
  for (let entry = zip.readUInt32LE(end + 16); zip.readUInt32LE(entry) === 0x02014b50; ) {
    const [name, extra, comment] = [zip.readUInt16LE(entry + 28), zip.readUInt16LE(entry + 30), zip.readUInt16LE(entry + 32)];
    const [method, size, header] = [zip.readUInt16LE(entry + 10), zip.readUInt32LE(entry + 20), zip.readUInt32LE(entry + 42)];
    found.set(zip.toString('utf8', entry + 46, entry + 46 + name), () => {
      const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
      const packed = zip.subarray(start, start + size);
      return method === 0 ? packed : inflateRawSync(packed);
    });
    entry += 46 + name + extra + comment;
  }
  return found;
}
