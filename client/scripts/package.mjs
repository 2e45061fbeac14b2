import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleClient } from './bundle.mjs';
import { checkPackage } from './packageContents.mjs';
import { targetNamed, targets } from './packageTargets.mjs';
import { readmeArguments } from './readme.mjs';
import { artifacts, installPackages, must, root, step, StepFailed } from './steps.mjs';

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

/** The server into dist/server: one trimmed, ahead-of-time compiled file that needs no .NET on the user's machine, or libraries for an installed one. */
export async function publishServer(target = targetNamed('linux-x64')) {
  const folder = join(root, 'dist', 'server');
  rmSync(folder, { recursive: true, force: true });
  const project = join(root, 'server', 'OptRecipe.LanguageServer', 'OptRecipe.LanguageServer.csproj');
  const platform = target.runtime === undefined ? ['-p:UseAppHost=false'] : ['-r', target.runtime];
  const args = ['publish', project, '-c', 'Release', ...platform, '-o', folder, '-v', 'q', '-nodeReuse:false'];
  await step(`publish the server for ${target.name}`, () => must('dotnet', args, { output: 'stderr' }));
}
