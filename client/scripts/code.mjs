import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCodeServer } from './codeServer.mjs';
import { packageExtension } from './package.mjs';
import { installPackages, root } from './steps.mjs';

/** The real VS Code in a browser, with the extension installed and a copy of the examples open. */
export async function run() {
  await installPackages();
  const extension = await packageExtension();
  const home = mkdtempSync(join(tmpdir(), 'optrecipe-code-'));
  const workspace = join(home, 'examples');
  cpSync(join(root, 'examples'), workspace, { recursive: true, filter: path => !/[\\/](out|\.optrecipe)$/.test(path) });
  const server = await startCodeServer({ workspace, home, extension, trusted: true, port: Number(process.env.PORT ?? 8421) });
  console.log(`\n${server.url}\n\nCtrl+C ends it. The examples are a copy: ${workspace}`);
  await new Promise(resolve => process.on('SIGINT', resolve).on('SIGTERM', resolve));
  await server.stop();
  return 0;
}
