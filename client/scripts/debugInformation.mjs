import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Formats: "PE/COFF" (Microsoft), and docs/design/coreclr/botr/readytorun-format.md of dotnet/runtime.
const SIGNATURE = Buffer.from('RTR\0');
/** Debug information, and who was inlined where, which a profiler asks for. */
const NEEDLESS = [105, 114];
/** A number that no section has; the runtime passes over sections that it does not know. */
const NOTHING = 0x7fffffff;
const MOST_SECTIONS = 64;

/** Takes the tables that only debuggers and profilers read out of every ReadyToRun image of a folder: `node debugInformation.mjs FOLDER`. */
for (const name of readdirSync(process.argv[2]).filter(name => name.endsWith('.dll'))) {
  const path = join(process.argv[2], name);
  const image = readFileSync(path);
  if (takeOut(image)) writeFileSync(path, image);
}

/** @returns {boolean} whether there was anything to take out */
function takeOut(image) {
  let isChanged = false;
  for (let header = image.indexOf(SIGNATURE); header >= 0; header = image.indexOf(SIGNATURE, header + 4)) {
    const count = image.readUInt32LE(header + 12);
    if (count > MOST_SECTIONS) continue;
    for (let entry = header + 16; entry < header + 16 + 12 * count; entry += 12) {
      if (!NEEDLESS.includes(image.readUInt32LE(entry))) continue;
      const offset = fileOffset(image, image.readUInt32LE(entry + 4));
      image.fill(0, offset, offset + image.readUInt32LE(entry + 8));
      image.writeUInt32LE(NOTHING, entry);
      isChanged = true;
    }
  }
  return isChanged;
}

/** Where an address of the loaded image stands in the file. */
function fileOffset(image, address) {
  const header = image.readUInt32LE(0x3c);
  const sections = header + 24 + image.readUInt16LE(header + 20);
  for (let section = sections; section < sections + 40 * image.readUInt16LE(header + 6); section += 40) {
    const [size, start, , position] = [8, 12, 16, 20].map(at => image.readUInt32LE(section + at));
    if (address >= start && address < start + size) return address - start + position;
  }
  throw new Error(`the address ${address} lies in no section`);
}
