import { delimiter, dirname, join } from 'node:path';

/** What the search may look at; handed in so that a test can describe any machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  exists(path: string): boolean;
  list(folder: string): readonly string[];
  /** The first line of a small file, empty when there is none. */
  readLine(path: string): string;
  /** Where a link leads to, and its own path when it is none. */
  follow(path: string): string;
}

export type ServerLocation =
  | { readonly kind: 'found'; readonly command: string; readonly args: readonly string[] }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'needsDotNet' };

const NAME = 'optrecipe-server';
/** A preview of .NET 10 does not run what was built for its release. */
const RUNTIME = /^10\.\d+\.\d+$/;

const USUAL = [
  '/usr/share/dotnet', '/usr/lib/dotnet', '/usr/lib64/dotnet', '/usr/local/share/dotnet', '/opt/homebrew/opt/dotnet/libexec',
  '/usr/local/opt/dotnet/libexec', '/snap/dotnet-sdk/current', '/snap/dotnet/current/usr/lib/dotnet',
];

/**
 * Where the language server is: the user's own path, else the native one of this package, else (in a checkout) the last build,
 * else the portable one with an installed .NET 10 runtime.
 */
export function locateServer(extensionFolder: string, configuredPath: string, isDevelopment: boolean, machine: Machine): ServerLocation {
  if (configuredPath !== '') {
    if (!machine.exists(configuredPath)) return { kind: 'missing', path: configuredPath };
    return configuredPath.endsWith('.dll') ? portable(configuredPath, machine) : found(configuredPath);
  }
  const executable = machine.platform === 'win32' ? `${NAME}.exe` : NAME;
  const build = join(extensionFolder, 'server', 'OptRecipe.LanguageServer', 'bin', 'Debug', 'net10.0', executable);
  const packaged = join(extensionFolder, 'dist', 'server', executable);
  const natives = isDevelopment ? [build, packaged] : [packaged];
  const native = natives.find(path => machine.exists(path));
  if (native !== undefined) return found(native);

  const library = join(extensionFolder, 'dist', 'server', `${NAME}.dll`);
  return machine.exists(library) ? portable(library, machine) : { kind: 'missing', path: packaged };
}

function found(command: string, args: readonly string[] = []): ServerLocation {
  return { kind: 'found', command, args };
}

function portable(library: string, machine: Machine): ServerLocation {
  const host = dotnetFolders(machine)
    .filter(folder => machine.list(join(folder, 'shared', 'Microsoft.NETCore.App')).some(version => RUNTIME.test(version)))
    .map(folder => join(folder, machine.platform === 'win32' ? 'dotnet.exe' : 'dotnet'))
    .find(path => machine.exists(path));
  return host === undefined ? { kind: 'needsDotNet' } : found(host, [library]);
}

/** In the order of the .NET host itself: the user's word, then PATH, the registered installation, the folders of the installers and distributions. */
function dotnetFolders(machine: Machine): string[] {
  const { platform, environment, home } = machine;
  const isWindows = platform === 'win32';
  const named = environment['DOTNET_ROOT'];
  const onPath = (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter).filter(folder => folder !== '');
  const linked = onPath.map(folder => dirname(machine.follow(join(folder, isWindows ? 'dotnet.exe' : 'dotnet'))));
  const registered = isWindows ? '' : machine.readLine('/etc/dotnet/install_location');
  const usual = isWindows ? [join(environment['ProgramFiles'] ?? 'C:\\Program Files', 'dotnet')] : USUAL;
  return [named ?? '', ...linked, registered, join(home, '.dotnet'), ...usual].filter(folder => folder !== '');
}
