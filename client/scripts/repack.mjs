import { mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import SevenZip from '7z-wasm';

/** Packs a .vsix again with 7-Zip's deflate, which takes 8 % off what vsce's leaves: `node repack.mjs FILE`. Any unpacker reads it. */
const file = process.argv[2];
const content = mkdtempSync(join(tmpdir(), 'optrecipe-pack-'));
try {
  const zip = await SevenZip({ print: () => undefined });
  for (const [folder, root] of [['/content', content], ['/packages', dirname(file)]]) {
    zip.FS.mkdir(folder);
    zip.FS.mount(zip.NODEFS, { root }, folder);
  }
  zip.FS.chdir('/content');
  const packed = `${basename(file)}.tmp`;
  rmSync(`${file}.tmp`, { force: true });
  run(zip, 'x', `/packages/${basename(file)}`);
  // By name, because a folder would become an entry of its own.
  const files = readdirSync(content, { recursive: true, encoding: 'utf8' }).filter(name => statSync(join(content, name)).isFile()).sort();
  // The longest matches and four passes; more passes take minutes and save nothing.
  run(zip, 'a', '-tzip', '-mm=Deflate', '-mx=9', '-mfb=258', '-mpass=4', `/packages/${packed}`, ...files);
  renameSync(`${file}.tmp`, file);
} finally {
  rmSync(content, { recursive: true, force: true });
}

/** 7-Zip says what went wrong on standard error, and throws. */
function run(zip, ...args) {
  zip.callMain(args);
}
