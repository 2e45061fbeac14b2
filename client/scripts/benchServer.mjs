import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LspPeer } from './lspPeer.mjs';
import { publishServer } from './package.mjs';
import { root } from './steps.mjs';

const STARTS = 15;
const SESSIONS = 3;
const KEYSTROKES = 100;
const LINES = 2000;

/** Our server against yaml-language-server with our schema: the same 2,000-line recipe, the same messages, in turn, in one run. */
export async function benchServer() {
  await publishServer();
  const folder = mkdtempSync(join(tmpdir(), 'optrecipe-bench-'));
  try {
    copyFileSync(join(root, 'examples', 'quickstart', 'digits_cnn.tflite'), join(folder, 'digits_cnn.tflite'));
    const document = makeDocument(folder);
    const servers = [ours(), yamlLanguageServer()];

    const starts = servers.map(() => []);
    const opened = servers.map(() => []);
    const keys = servers.map(() => []);
    const typed = servers.map(() => []);
    for (let turn = -1; turn < STARTS; turn++) {
      for (const [index, server] of servers.entries()) {
        const { peer, milliseconds } = await start(server, document);
        if (turn >= 0) {
          starts[index].push(milliseconds);
          opened[index].push(peer.residentMegabytes());
        }
        await peer.stop();
      }
    }
    for (let session = 0; session < SESSIONS; session++) {
      for (const [index, server] of servers.entries()) {
        const { peer } = await start(server, document);
        keys[index].push(...(await type(peer, document)));
        typed[index].push(peer.residentMegabytes());
        await peer.stop();
      }
    }
    print(servers, [
      ['process start → first diagnostics, median, ms', starts, 0.5],
      ['keystroke → diagnostics, median, ms', keys, 0.5],
      ['keystroke → diagnostics, p99, ms', keys, 0.99],
      ['resident memory after the first diagnostics, MB', opened, 0.5],
      [`resident memory after ${KEYSTROKES} keystrokes, MB`, typed, 0.5],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ours = () => ({ name: 'OptRecipe', command: join(root, 'dist', 'server', 'optrecipe-server'), args: [], settings: {} });

function yamlLanguageServer() {
  const { version, bin } = JSON.parse(readFileSync(join(root, 'node_modules', 'yaml-language-server', 'package.json'), 'utf8'));
  const schema = pathToFileURL(join(root, 'schemas', 'optrecipe.schema.json')).href;
  const settings = { yaml: { validate: true, schemas: { [schema]: '*.optrecipe.yaml' }, schemaStore: { enable: false }, hover: true, completion: true } };
  const program = join(root, 'node_modules', 'yaml-language-server', bin['yaml-language-server']);
  return { name: `yaml-language-server ${version}`, command: process.execPath, args: [program, '--stdio'], settings };
}

/** A recipe of 2,000 lines with a wrong key near its end, which is what both servers have to find, and a line to type on. */
function makeDocument(folder) {
  const lines = ['recipe: 1', 'name: bench', 'model: digits_cnn.tflite', 'targets:', '  - xnnpack: {runtime: tflite-2.9}'];
  lines.push('steps:', '  - quantize:', '      scheme: dynamic', '      rules:');
  for (let rule = 0; lines.length < LINES - 5; rule++) {
    lines.push(`        - where: {tensors: "block_${rule}/conv/*"}   # rule ${rule}`, '          scheme: float32');
  }
  lines.push('outputs:', '  - tflite: out/bench.tflite', 'budgt:', '  file: 100 KiB', '');
  const wrongLine = lines.indexOf('budgt:');
  const path = join(folder, 'bench.optrecipe.yaml');
  const text = lines.join('\n');
  writeFileSync(path, text);
  return { folder: pathToFileURL(folder).href, uri: pathToFileURL(path).href, text, lines, wrongLine };
}

/** An error, or what yaml-language-server makes of one. */
const hasErrorOn = line => diagnostics => diagnostics.some(({ range, severity }) => severity <= 2 && range.start.line === line);

async function start(server, document) {
  const started = performance.now();
  const peer = new LspPeer(server);
  const first = peer.diagnostics(hasErrorOn(document.wrongLine));
  await peer.initialize(document.folder);
  peer.notify('textDocument/didOpen', { textDocument: { uri: document.uri, languageId: languageOf(server), version: 1, text: document.text } });
  return { peer, milliseconds: (await first) - started };
}

const languageOf = server => (server.name === 'OptRecipe' ? 'optrecipe' : 'yaml');

/** Types one character at the end of the key `name`, which makes it wrong, and takes it away again; each time until the diagnostics say so. */
async function type(peer, document) {
  const line = document.lines.indexOf('name: bench');
  const isWrong = hasErrorOn(line);
  const times = [];
  for (let key = 0; key < KEYSTROKES; key++) {
    const inserts = key % 2 === 0;
    const range = { start: { line, character: 4 }, end: { line, character: inserts ? 4 : 5 } };
    const seen = peer.diagnostics(diagnostics => isWrong(diagnostics) === inserts);
    const sent = performance.now();
    peer.notify('textDocument/didChange', { textDocument: { uri: document.uri, version: key + 2 }, contentChanges: [{ range, text: inserts ? 'x' : '' }] });
    times.push((await seen) - sent);
    await new Promise(resolve => setTimeout(resolve, 15 + (key * 37) % 60));
  }
  return times;
}

function print(servers, rows) {
  const dotnet = execFileSync('dotnet', ['--version'], { encoding: 'utf8' }).trim();
  console.log(`\n${LINES} lines; ${STARTS} starts and ${SESSIONS} × ${KEYSTROKES} keystrokes each, in turn, after one warm-up`);
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.log(`${machine}, Linux ${release()}, Node ${process.versions.node}, .NET SDK ${dotnet}\n`);
  const cells = rows.map(([title, samples, share]) => {
    const values = samples.map(list => quantile(list, share));
    return [title, ...values.map(value => value.toFixed(1)), `${(values[1] / values[0]).toFixed(1)} ×`];
  });
  const table = [['', ...servers.map(server => server.name), 'ratio'], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map(row => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '));
  console.log('\nyaml-language-server waits 200 ms after a keystroke before it validates; that wait is part of what its user sees.');
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
