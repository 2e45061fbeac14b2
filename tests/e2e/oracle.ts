import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = process.env['OPTRECIPE_ROOT'] ?? process.cwd();

/** What native TensorFlow Lite 2.9 says against a file; undefined when it loads the file and runs it once. */
export async function nativeRefusal(file: string): Promise<string | undefined> {
  const program = join(root, 'tests', 'OptRecipe.Oracle', 'bin', 'Release', 'net10.0', 'OptRecipe.Oracle.dll');
  const { stdout } = await promisify(execFile)('dotnet', [program, file]);
  return stdout.trim() === 'loads and runs' ? undefined : stdout.trim();
}
