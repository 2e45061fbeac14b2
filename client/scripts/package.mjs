import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleClient } from './bundle.mjs';
import { artifacts, installPackages, must, root, step } from './steps.mjs';

const PLATFORM = { vsce: 'linux-x64', runtime: 'linux-x64' };

/** Builds the extension's package with the self-contained server inside. */
export async function run() {
  await installPackages();
  const file = await packageExtension();
  console.log(`${file}  ${(statSync(file).size / 1e6).toFixed(1)} MB`);
  return 0;
}

/** @returns {Promise<string>} the path of the .vsix */
export async function packageExtension() {
  await publishServer();
  await step('bundle the client', () => bundleClient());
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const file = join(artifacts, `optrecipe-${PLATFORM.vsce}-${version}.vsix`);
  mkdirSync(artifacts, { recursive: true });
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--target', PLATFORM.vsce, '--out', file];
  await step('package the extension', () => must(process.execPath, [vsce, ...args], { quiet: true }));
  await step('pack it tighter', () => must(process.execPath, [join(root, 'client', 'scripts', 'repack.mjs'), file], { quiet: true }));
  return file;
}

/** One trimmed, ahead-of-time compiled file that needs no .NET on the user's machine. */
export async function publishServer() {
  const target = join(root, 'dist', 'server');
  rmSync(target, { recursive: true, force: true });
  const project = join(root, 'server', 'OptRecipe.LanguageServer', 'OptRecipe.LanguageServer.csproj');
  const args = ['publish', project, '-c', 'Release', '-r', PLATFORM.runtime, '-o', target, '-v', 'q', '-nodeReuse:false'];
  await step('publish the server', () => must('dotnet', args, { output: 'stderr' }));
}
