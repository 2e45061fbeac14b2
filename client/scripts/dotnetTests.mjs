import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { artifacts, configuration, execute, plainEnvironment } from './steps.mjs';

/** Every test project of the solution. @returns {Promise<{passed: number, failed: number}>} */
export async function runDotNetTests(environment) {
  const results = join(artifacts, 'tests', 'dotnet');
  rmSync(results, { recursive: true, force: true });
  const options = ['-c', configuration, '--no-build', '-v', 'q', '--logger', 'trx', '--results-directory', results];
  const { code } = await execute('dotnet', ['test', 'LanguageServer.sln', ...options], { env: plainEnvironment(environment) });

  let passed = 0;
  let failed = 0;
  for (const file of listFiles(results)) {
    const counters = readFileSync(join(results, file), 'utf8').match(/<Counters [^>]*>/)?.[0] ?? '';
    const count = name => Number(counters.match(new RegExp(` ${name}="(\\d+)"`))?.[1] ?? 0);
    passed += count('passed');
    // What is neither passed nor failed (skipped, timed out, aborted) is a failure too.
    failed += count('total') - count('passed');
  }
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

function listFiles(folder) {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.trx'));
  } catch {
    return [];
  }
}
