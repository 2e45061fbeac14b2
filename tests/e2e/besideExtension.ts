import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = process.env['OPTRECIPE_ROOT'] ?? process.cwd();

/** Packs the stand-in for other people's extensions. @returns the path of its .vsix */
export async function packBeside(): Promise<string> {
  const folder = join(root, 'artifacts', 'beside');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, 'tests', 'e2e', 'beside', 'package.json'), join(folder, 'package.json'));
  await build({
    entryPoints: [join(root, 'tests', 'e2e', 'beside', 'extension.ts')], outfile: join(folder, 'extension.js'),
    bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], mainFields: ['module', 'main'], logLevel: 'warning',
  });
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const file = join(root, 'artifacts', 'beside.vsix');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file];
  execFileSync(process.execPath, [vsce, ...args], { cwd: folder, stdio: 'pipe' });
  return file;
}
