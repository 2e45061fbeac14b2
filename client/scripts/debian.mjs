import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { artifacts, execute, must, plainEnvironment, step, StepFailed } from './steps.mjs';

/** Headers and compilers that VS Code's native modules are built with. */
const NATIVE_MODULES = ['libkrb5-dev', 'pkg-config', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev', 'python3', 'make', 'g++'];

/** Installs the Debian packages that are missing when it may, else says which they are. */
export async function needPackages(names) {
  const missing = [];
  for (const name of names) if (!(await isInstalled(name))) missing.push(name);
  if (missing.length === 0) return;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) throw new StepFailed(`Missing Debian packages: ${missing.join(' ')}; install them with \`sudo sh -c '${command}'\``);
  await step(`apt-get install ${missing.join(' ')}`, async () => {
    const env = plainEnvironment({ DEBIAN_FRONTEND: 'noninteractive' });
    await must('apt-get', ['update'], { quiet: true, env });
    await must('apt-get', ['install', '-y', '--no-install-recommends', ...missing], { quiet: true, env });
  });
}

export const needNativeModulePackages = () => needPackages(NATIVE_MODULES);

/** What the .NET compiler for machine code links with. */
export const needLinker = () => (findProgram('clang') === undefined ? needPackages(['gcc']) : Promise.resolve());

/** The browser that shows VS Code in tests. */
export async function needChromium() {
  if (findProgram('chromium') === undefined) await needPackages(['chromium']);
  const program = findProgram('chromium');
  if (program === undefined) throw new StepFailed('`chromium` is not on PATH although its package is installed');
  return program;
}

/**
 * An emulator of Arm64 processors, and the libraries that the .NET runtime needs there; those are unpacked among the artifacts, not installed.
 * @returns {Promise<string[]>} what a program is started with
 */
export async function needArmEmulator() {
  const emulator = 'qemu-aarch64-static';
  if (findProgram(emulator) === undefined) await needPackages(['qemu-user-static']);
  const libraries = join(artifacts, 'arm64', 'root');
  if (!existsSync(libraries)) await step('unpack libraries for Arm64', () => unpackArmLibraries(libraries));
  return [emulator, '-L', libraries];
}

async function unpackArmLibraries(libraries) {
  const downloads = join(artifacts, 'arm64', 'downloads');
  const [settings, lists] = [join(downloads, 'apt.conf'), join(downloads, 'lists')];
  mkdirSync(join(lists, 'partial'), { recursive: true });
  writeFileSync(settings, `APT::Architecture "arm64"; APT::Architectures { "arm64"; }; Dir::State::Lists "${lists}"; Dir::Cache "${downloads}";\n`);
  const options = { quiet: true, cwd: downloads, env: plainEnvironment({ APT_CONFIG: settings }) };
  await must('apt-get', ['update'], options);
  await must('apt-get', ['download', 'libc6:arm64', 'libgcc-s1:arm64', 'libstdc++6:arm64'], options);
  for (const file of readdirSync(downloads).filter(name => name.endsWith('.deb'))) await must('dpkg-deb', ['-x', file, libraries], options);
  rmSync(downloads, { recursive: true });
}

/** Programs count however they came here; the other packages are asked of dpkg. */
async function isInstalled(name) {
  if (['python3', 'make', 'gcc', 'g++', 'pkg-config', 'chromium'].includes(name)) return findProgram(name) !== undefined;
  const { output } = await execute('dpkg-query', ['-W', '-f=${Status}', name], { capture: true });
  return output.includes('install ok installed');
}

function findProgram(name) {
  return (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, name)).find(path => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
