/**
 * The packages, one a row: `vsce` is what VS Code calls the platform, `runtime` what .NET calls it. The one without a platform is taken by VS Code where no
 * other fits; it brings libraries only and runs on an installed .NET 10. Started by our tests are linux-x64 and portable; the others are built and their
 * contents checked. Platforms whose runtime the registry does not hold (win-arm64, linux-musl-arm64) are not here: portable serves them.
 * The last shipped row is built last, so that dist/server holds the server of the machine that builds.
 */
export const targets = [
  { name: 'portable', isShipped: true },
  { name: 'win32-x64', vsce: 'win32-x64', runtime: 'win-x64', isShipped: true },
  { name: 'linux-arm64', vsce: 'linux-arm64', runtime: 'linux-arm64', isShipped: false },
  { name: 'alpine-x64', vsce: 'alpine-x64', runtime: 'linux-musl-x64', isShipped: false },
  { name: 'darwin-arm64', vsce: 'darwin-arm64', runtime: 'osx-arm64', isShipped: false },
  { name: 'darwin-x64', vsce: 'darwin-x64', runtime: 'osx-x64', isShipped: false },
  { name: 'linux-x64', vsce: 'linux-x64', runtime: 'linux-x64', isShipped: true },
];

/** @returns the row, undefined when there is none */
export const targetNamed = name => targets.find(target => target.name === name);
