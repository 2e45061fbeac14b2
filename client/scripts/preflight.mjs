import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const NODE = 'Node 20 or newer (https://nodejs.org/en/download)';
const DOTNET = '.NET SDK 10 (https://dotnet.microsoft.com/download/dotnet/10.0)';

/** One line that names what this machine lacks and where to get it; undefined when nothing is missing. Finds a .NET that is installed but not on PATH. */
export function missingPrerequisite() {
  return describeMissing(process.versions.node, findSdk());
}

/** @param {string} node the version @param {boolean} hasSdk */
export function describeMissing(node, hasSdk) {
  const missing = [];
  if (Number(node.split('.')[0]) < 20) missing.push(`${NODE}; this is ${node}`);
  if (!hasSdk) missing.push(DOTNET);
  return missing.length > 0 ? `Missing: ${missing.join(' and ')}` : undefined;
}

function findSdk() {
  if (hasSdk10('dotnet')) return true;
  const folders = [process.env.DOTNET_ROOT, join(homedir(), '.dotnet'), '/usr/share/dotnet', '/usr/lib/dotnet', '/usr/local/share/dotnet'];
  for (const folder of folders) {
    if (!folder || !existsSync(join(folder, 'dotnet')) || !hasSdk10(join(folder, 'dotnet'))) continue;
    process.env.PATH = folder + delimiter + process.env.PATH;
    process.env.DOTNET_ROOT = folder;
    return true;
  }
  return false;
}

function hasSdk10(program) {
  try {
    return /^10\./m.test(execFileSync(program, ['--list-sdks'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return false;
  }
}
