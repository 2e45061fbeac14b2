import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Formats: "PE/COFF" (Microsoft), and docs/design/coreclr/botr/readytorun-format.md of dotnet/runtime.
const SIGNATURE = Buffer.from('RTR\0');
const DEBUG_INFORMATION = 105;
/** What was inlined into what, for profilers. */
const INLINING_INFORMATION = 114;
const COMPONENT_ASSEMBLIES = 115;
const COMPONENT_BYTES = 16;
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
    isChanged = takeOutOf(image, header + 12, count) || isChanged;
  }
  return isChanged;
}

/** The same for one table of sections, whose count stands at `at`, and for those of the assemblies that it is composed of. */
function takeOutOf(image, at, count) {
  let isChanged = false;
  for (let entry = at + 4; entry < at + 4 + 12 * count; entry += 12) {
    const [type, address, length] = [0, 4, 8].map(part => image.readUInt32LE(entry + part));
    const offset = [DEBUG_INFORMATION, INLINING_INFORMATION, COMPONENT_ASSEMBLIES].includes(type) ? fileOffset(image, address) : 0;
    if (type === COMPONENT_ASSEMBLIES) {
      for (let component = offset; component < offset + length; component += COMPONENT_BYTES) {
        const inner = fileOffset(image, image.readUInt32LE(component + 8)) + 4;
        isChanged = takeOutOf(image, inner, image.readUInt32LE(inner)) || isChanged;
      }
    } else if (offset > 0) {
      image.fill(0, offset, offset + length);
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
