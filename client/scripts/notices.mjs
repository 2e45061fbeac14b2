import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './steps.mjs';

/** What the server's single file holds beside our own code; the .NET runtime's texts lie in its installation. */
const SERVER = `The language server contains the .NET runtime with System.IO.Hashing (MIT, https://github.com/dotnet/runtime/blob/main/LICENSE.TXT),
YamlDotNet (MIT, https://github.com/aaubry/YamlDotNet/blob/master/LICENSE.txt) and
MediatR 5.1.0 (Apache-2.0, https://github.com/jbogard/MediatR/blob/v5.1.0/LICENSE).`;

/** Writes the licences of everything that was bundled into the client, which esbuild's list of inputs tells. */
export function writeNotices(inputs, file) {
  const packages = new Set(inputs.map(input => /node_modules\/((?:@[^/]+\/)?[^/]+)/g.exec(input)?.[1]).filter(Boolean));
  const texts = [...packages].sort().map(name => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licence = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
    if (!licence) throw new Error(`${name} has no licence file`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, licence), 'utf8').trim()}`;
  });
  writeFileSync(file, [SERVER, ...texts].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n');
}
