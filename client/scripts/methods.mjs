import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

/**
 * Adds methods to `server/compiled-methods.txt`: `node client/scripts/methods.mjs LISTING…`. A listing is what the runtime writes of a run of the
 * published program with
 * `DOTNET_JitStdOutFile=LISTING DOTNET_JitDisasmSummary=1` in its environment. Only first compilations count; what AVX-512 needs cannot be compiled beforehand.
 */
const list = join(root, 'server', 'compiled-methods.txt');
const known = readFileSync(list, 'utf8').split('\n').filter(Boolean);
const comments = known.filter(line => line.startsWith('#'));
const methods = new Set(known.filter(line => !line.startsWith('#')));
const before = methods.size;
for (const path of process.argv.slice(2)) {
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, name, level] = /^ *\d+: JIT compiled (.+) \[([^[]*)$/.exec(line) ?? [];
    if (name && /^(Tier0|Tier-0|FullOpts)/.test(level) && !/512|dynamicClass|InlineArrayAs/.test(name)) methods.add(name);
  }
}
writeFileSync(list, [...comments, ...[...methods].sort()].join('\n') + '\n');
console.log(`${methods.size} methods, ${methods.size - before} more`);
