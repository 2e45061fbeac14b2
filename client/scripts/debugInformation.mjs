import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Formats: "PE/COFF" (Microsoft), and docs/design/coreclr/botr/readytorun-format.md of dotnet/runtime.
const SIGNATURE = Buffer.from('RTR\0');
/** Debug information, and who was inlined where, which a profiler asks for. */
const NEEDLESS = [105, 114];
const COMPONENTS = 115;
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
    for (const section of sectionsOf(image, header + 8)) {
      if (section.type === COMPONENTS) for (const component of componentsOf(image, section)) sectionsOf(image, component).forEach(part => clear(part));
      clear(section);
    }
  }
  return isChanged;

  function clear({ entry, type, offset, size }) {
    if (!NEEDLESS.includes(type)) return;
    image.fill(0, offset, offset + size);
    image.writeUInt32LE(NOTHING, entry);
    isChanged = true;
  }
}

/** The sections of a header, which begins with flags and a count. */
function sectionsOf(image, header) {
  const count = image.readUInt32LE(header + 4);
  if (count > MOST_SECTIONS) return [];
  return Array.from({ length: count }, (_, index) => {
    const entry = header + 8 + 12 * index;
    const [type, address, size] = [0, 4, 8].map(at => image.readUInt32LE(entry + at));
    return { entry, type, offset: fileOffset(image, address), size };
  });
}

/** The headers of the assemblies of a composite image, which have no signature. */
function componentsOf(image, { offset, size }) {
  return Array.from({ length: size / COMPONENT_BYTES }, (_, index) => fileOffset(image, image.readUInt32LE(offset + index * COMPONENT_BYTES + 8)));
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
