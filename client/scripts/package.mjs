import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleClient } from './bundle.mjs';
import { needLinker } from './debian.mjs';
import { artifacts, configuration, installPackages, must, root, step } from './steps.mjs';

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

/** Machine code alone, which needs no .NET on the user's machine: the server, and a worker for processors with AVX-512. */
export async function publishServer() {
  await needLinker();
  const target = join(root, 'dist', 'server');
  rmSync(target, { recursive: true, force: true });
  await publishProgram('server/OptRecipe.LanguageServer', target, 'publish the server');
  const worker = join(artifacts, 'worker');
  await publishProgram('server/OptRecipe.LanguageServer', worker, 'publish the worker for AVX-512', '-p:WorkerOnly=true');
  copyFileSync(join(worker, 'optrecipe-server'), join(target, 'optrecipe-worker-avx512'));
}

/** Publishes a project for the packages' platform. */
export async function publishProgram(project, target, title, ...properties) {
  const args = ['publish', join(root, project), '-c', configuration, '-r', PLATFORM.runtime, '-o', target, '-v', 'q', '-nodeReuse:false', ...properties];
  await step(title, () => must('dotnet', args, { output: 'stderr' }));
}
