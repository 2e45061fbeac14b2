import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout's root, told by the script that runs the tests. */
export const root = process.env['OPTRECIPE_ROOT'] ?? process.cwd();

export function read(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8');
}

export function readJson<T>(...path: string[]): T {
  return JSON.parse(read(...path)) as T;
}

/** Paths of the TypeScript files below a folder, relative to the root. */
export function typeScriptFiles(...folder: string[]): string[] {
  return readdirSync(join(root, ...folder), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => join(...folder, name));
}
