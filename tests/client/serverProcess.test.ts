import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LogOutputChannel } from 'vscode';
import { ServerProcess } from '../../client/src/infrastructure/serverProcess';

const log = { info: () => undefined } as unknown as LogOutputChannel;

/** Why a program does not start. */
async function check(text: string | undefined, expected: RegExp): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'optrecipe-'));
  try {
    const command = join(folder, 'optrecipe-server');
    if (text !== undefined) writeFileSync(command, text, { mode: 0o755 });
    await assert.rejects(new ServerProcess({ kind: 'found', command, args: [] }, folder, log).take(), expected);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// What a program of glibc is on Alpine: its file is there, its loader is not.
test('a_program_without_its_loader_is_said_to_be_made_for_another_C_library', () =>
  check('#!/no/such/ld-linux-x86-64.so.2\n', /another C library.*portable package/));

test('a_program_that_is_not_there_is_not_found', () => check(undefined, /ENOENT/));
