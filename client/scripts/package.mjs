import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleClient } from './bundle.mjs';
import { needLinker } from './debian.mjs';
import { checkPackage } from './packageContents.mjs';
import { targetNamed, targets } from './packageTargets.mjs';
import { readmeArguments } from './readme.mjs';
import { artifacts, compile, configuration, installPackages, must, root, step, StepFailed } from './steps.mjs';

const SERVER = 'server/OptRecipe.LanguageServer';

/** `npm run package` builds the packages we ship, `npm run package -- linux-arm64 portable` those it names, `-- all` every one that can be built. */
export async function run(args) {
  const unknown = args.filter(name => name !== 'all' && targetNamed(name) === undefined);
  if (unknown.length > 0) throw new StepFailed(`there is no package \`${unknown[0]}\`; there are ${targets.map(target => target.name).join(', ')} and all`);
  const chosen = targets.filter(target => args.includes(target.name) || args.includes('all') || (args.length === 0 && target.isShipped));
  await installPackages();
  const lines = [];
  for (const target of chosen) {
    const file = await packageExtension(target.name);
    lines.push(`${file}  ${statSync(file).size.toLocaleString('en')} bytes`);
  }
  console.log(lines.join('\n'));
  return 0;
}

/**
 * Builds one package, and fails when anything is in it that must not be, or missing.
 * @returns {Promise<string>} the path of the .vsix
 */
export async function packageExtension(name = 'linux-x64') {
  const target = targetNamed(name);
  await publishServer(target);
  await step('bundle the client', () => bundleClient());
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const file = join(artifacts, `optrecipe-${target.name}-${version}.vsix`);
  mkdirSync(artifacts, { recursive: true });
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const platform = target.vsce === undefined ? [] : ['--target', target.vsce];
  const args = ['package', '--no-dependencies', '--allow-missing-repository', ...readmeArguments(), ...platform, '--out', file];
  await step(`package the extension for ${target.name}`, () => must(process.execPath, [vsce, ...args], { quiet: true }));
  await step('pack it tighter', () => must(process.execPath, [join(root, 'client', 'scripts', 'repack.mjs'), file], { quiet: true }));
  const faults = checkPackage(file, target);
  if (faults.length > 0) throw new StepFailed(`${file}:\n${faults.join('\n')}`);
  return file;
}

/** The server into dist/server: a program that needs no .NET on the user's machine, or libraries for an installed one; a row's own worker, too. */
export async function publishServer(target = targetNamed('linux-x64')) {
  const folder = join(root, 'dist', 'server');
  rmSync(folder, { recursive: true, force: true });
  await publishProgram(SERVER, folder, `publish the server for ${target.name}`, target);
  if (target.worker === undefined) return;
  const own = join(artifacts, 'worker');
  await publishProgram(SERVER, own, `publish its worker for ${target.worker.instructions}`, target, '-p:WorkerOnly=true');
  copyFileSync(join(own, 'optrecipe-server'), join(folder, target.worker.file));
}

/** Publishes a project of the checkout for a row of the table. */
export async function publishProgram(project, folder, title, target = targetNamed('linux-x64'), ...properties) {
  if (target.runtime === 'linux-x64') await needLinker();
  const platform = target.runtime === undefined ? ['-p:UseAppHost=false'] : ['-r', target.runtime];
  // The analyzers are the build's business.
  const only = ['-p:DebugType=none', '-p:CopyOutputSymbolsToPublishDirectory=false', '-p:RunAnalyzers=false'];
  const args = ['publish', join(root, project), '-c', configuration, ...platform, ...only, '-o', folder, '-v', 'q', ...properties];
  await compile(title, args);
}
