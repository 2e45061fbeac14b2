import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locateServer, type ServerLocation } from '../../client/src/infrastructure/serverLocation';

interface Case {
  readonly files: readonly string[];
  readonly platform?: NodeJS.Platform;
  readonly environment?: Record<string, string>;
  readonly configured?: string;
  readonly isDevelopment?: boolean;
  readonly links?: Record<string, string>;
  readonly registered?: string;
}

function checkLocation(given: Case, expected: ServerLocation): void {
  const below = (folder: string) => given.files.filter(file => file.startsWith(`${folder}/`)).map(file => file.slice(folder.length + 1).split('/')[0] ?? '');
  const machine = {
    platform: given.platform ?? 'linux',
    environment: given.environment ?? {},
    home: '/home/ada',
    exists: (path: string) => given.files.includes(path),
    list: (folder: string) => [...new Set(below(folder))],
    readLine: (path: string) => (path === '/etc/dotnet/install_location' ? given.registered ?? '' : ''),
    follow: (path: string) => given.links?.[path] ?? path,
  };
  assert.deepEqual(locateServer('/ext', given.configured ?? '', given.isDevelopment ?? false, machine), expected);
}

const native = '/ext/dist/server/optrecipe-server';
const library = `${native}.dll`;
const build = '/ext/server/OptRecipe.LanguageServer/bin/Debug/net10.0/optrecipe-server';
const runtime = (folder: string, version: string) => [`${folder}/dotnet`, `${folder}/shared/Microsoft.NETCore.App/${version}/libcoreclr.so`];

test('the_packaged_server_is_taken_before_the_portable_one', () => {
  checkLocation({ files: [native, library] }, { kind: 'found', command: native, args: [] });
});

test('windows_has_an_exe', () => {
  checkLocation({ files: [`${native}.exe`], platform: 'win32' }, { kind: 'found', command: `${native}.exe`, args: [] });
});

test('a_checkout_takes_its_own_build_only_in_development', () => {
  checkLocation({ files: [native, build], isDevelopment: true }, { kind: 'found', command: build, args: [] });
  checkLocation({ files: [native, build] }, { kind: 'found', command: native, args: [] });
});

test('the_users_path_wins_and_a_wrong_one_is_named', () => {
  checkLocation({ files: [native, '/opt/mine'], configured: '/opt/mine' }, { kind: 'found', command: '/opt/mine', args: [] });
  checkLocation({ files: [native], configured: '/opt/gone' }, { kind: 'missing', path: '/opt/gone' });
});

test('the_portable_server_runs_on_an_installed_dotnet_10', () => {
  checkLocation(
    { files: [library, ...runtime('/usr/bin', '9.0.1'), ...runtime('/usr/share/dotnet', '10.0.2')], environment: { PATH: '/usr/bin' } },
    { kind: 'found', command: '/usr/share/dotnet/dotnet', args: [library] },
  );
  checkLocation({ files: [library, ...runtime('/home/ada/.dotnet', '10.0.0')] }, { kind: 'found', command: '/home/ada/.dotnet/dotnet', args: [library] });
});

test('DOTNET_ROOT_is_looked_at_first', () => {
  checkLocation(
    { files: [library, ...runtime('/mine', '10.1.0'), ...runtime('/usr/share/dotnet', '10.0.2')], environment: { DOTNET_ROOT: '/mine' } },
    { kind: 'found', command: '/mine/dotnet', args: [library] },
  );
});

test('a_link_on_the_path_and_a_registered_place_lead_to_the_runtime', () => {
  const files = [library, ...runtime('/nix/store/dotnet', '10.0.3')];
  const expected = { kind: 'found', command: '/nix/store/dotnet/dotnet', args: [library] } as const;
  checkLocation({ files, environment: { PATH: '/usr/bin' }, links: { '/usr/bin/dotnet': '/nix/store/dotnet/dotnet' } }, expected);
  checkLocation({ files, registered: '/nix/store/dotnet' }, expected);
});

test('a_preview_of_dotnet_10_is_not_taken', () => {
  checkLocation({ files: [library, ...runtime('/usr/share/dotnet', '10.0.0-rc.2.25502.107')] }, { kind: 'needsDotNet' });
});

test('the_portable_server_without_dotnet_10_says_what_it_needs', () => {
  checkLocation({ files: [library, ...runtime('/usr/share/dotnet', '9.0.4'), ...runtime('/usr/lib/dotnet', '100.0.0')] }, { kind: 'needsDotNet' });
});

test('a_package_without_any_server_is_named_as_broken', () => {
  checkLocation({ files: [] }, { kind: 'missing', path: native });
});
