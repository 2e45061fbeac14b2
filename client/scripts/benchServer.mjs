import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeRecipe } from './benchRecipes.mjs';
import { printTable, quantile } from './benchTable.mjs';
import { LspPeer } from './lspPeer.mjs';
import { publishServer } from './package.mjs';
import { configuration, must, plainEnvironment, root, step } from './steps.mjs';

const LINES = [20, 200, 2000];
const MODELS = [10, 100, 1000];
const IDLE_SECONDS = 5;
const FORMATS = 11;
// yaml-language-server waits 200 ms after each keystroke, so it gets fewer of them.
const ours = () => {
  const command = join(root, 'dist', 'server', 'optrecipe-server');
  return { name: 'OptRecipe', language: 'optrecipe', starts: 11, keys: 200, command, args: [], settings: {}, environment: { DOTNET_GCgen0size: '400000' } };
};

function yamlLanguageServer() {
  const { version, bin } = JSON.parse(readFileSync(join(root, 'node_modules', 'yaml-language-server', 'package.json'), 'utf8'));
  const schema = pathToFileURL(join(root, 'schemas', 'optrecipe.schema.json')).href;
  const schemas = { [schema]: '*.optrecipe.yaml' };
  const settings = { yaml: { validate: true, format: { enable: true }, schemas, schemaStore: { enable: false }, hover: true, completion: true } };
  const program = join(root, 'node_modules', 'yaml-language-server', bin['yaml-language-server']);
  return { name: `yaml-language-server ${version}`, language: 'yaml', starts: 5, keys: 60, command: process.execPath, args: [program, '--stdio'], settings };
}

/** Our server against yaml-language-server with our schema: the same recipes, the same messages, in one run; each cell is a fresh process. */
export async function benchServer() {
  const folder = mkdtempSync(join(tmpdir(), 'optrecipe-bench-'));
  try {
    await makeModels(folder);
    if (!process.env.OPTRECIPE_BENCH_PUBLISHED) await publishServer();
    const [own, peer] = [ours(), yamlLanguageServer()];
    const rows = [];
    for (const lineCount of LINES) {
      const measured = [];
      for (const model of MODELS) measured.push(await measure(own, makeRecipe(folder, lineCount, model), `${lineCount} lines, ${model} operators`));
      const theirs = await measure(peer, makeRecipe(folder, lineCount, MODELS[0]), `${lineCount} lines, ${peer.name}`);
      rows.push(...measured, theirs, ratio(theirs, measured[0], `${lineCount} lines, theirs / ours at ${MODELS[0]}`));
    }
    rows.push(await measure(own, makeRecipe(folder, 200, 'large'), '200 lines, model of 100 MB'));
    print(own, peer, rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Models of as many operators as `MODELS` says, and one of 100 MB. */
export async function makeModels(folder) {
  const project = join(root, 'tests', 'OptRecipe.Benchmarks');
  const build = ['build', project, '-c', configuration, '-v', 'q', '-clp:NoSummary', '-nodeReuse:false'];
  const program = join(project, 'bin', configuration, 'net10.0', 'OptRecipe.Benchmarks.dll');
  if (!process.env.OPTRECIPE_BENCH_PUBLISHED) await step('build the benchmarks', () => must('dotnet', build, { output: 'stderr' }));
  await step('make the models', () => must('dotnet', [program, 'server-models', folder], { env: plainEnvironment() }));
}

async function measure(server, recipe, title) {
  const [starts, whole] = [[], []];
  for (let turn = -1; turn < server.starts; turn++) {
    const { peer, first, all } = await start(server, recipe);
    await peer.stop();
    if (turn < 0) continue;
    starts.push(first);
    whole.push(all);
  }
  const { peer } = await start(server, recipe);
  const opened = peer.residentMegabytes();
  const times = await type(peer, recipe, server.keys);
  const formats = await format(peer, recipe);
  const memory = peer.residentMegabytes();
  const before = peer.processorSeconds();
  await new Promise(resolve => setTimeout(resolve, IDLE_SECONDS * 1000));
  const idle = ((peer.processorSeconds() - before) / IDLE_SECONDS) * 100;
  await peer.stop();
  const values = [
    quantile(starts, 0.5), quantile(whole, 0.5), quantile(times.keys, 0.5), quantile(times.keys, 0.99), quantile(times.completions, 0.99),
    quantile(times.hovers, 0.99), formats.length > 0 ? quantile(formats, 0.5) : NaN, opened, memory, idle,
  ];
  return [title, ...values];
}

async function start(server, recipe) {
  const started = performance.now();
  const peer = new LspPeer(server);
  const seen = peer.diagnostics(hasErrorOn(recipe.wrongLine));
  await peer.initialize(recipe.folder);
  peer.notify('textDocument/didOpen', { textDocument: { uri: recipe.uri, languageId: server.language, version: 1, text: recipe.text } });
  const first = (await seen) - started;
  await peer.request('textDocument/hover', { textDocument: { uri: recipe.uri }, position: recipe.hovers[0] });
  return { peer, first, all: performance.now() - started };
}

/** An error, or what yaml-language-server makes of one. */
const hasErrorOn = line => diagnostics => diagnostics.some(({ range, severity }) => severity <= 2 && range.start.line === line);

/**
 * Types one character at the end of the key `name`, which makes it wrong, and takes it away again, each time until the diagnostics say so;
 * then asks for a hover and a completion.
 */
async function type(peer, recipe, count) {
  const isWrong = hasErrorOn(recipe.nameLine);
  const times = { keys: [], hovers: [], completions: [] };
  const ask = async (method, position) => {
    const sent = performance.now();
    await peer.request(method, { textDocument: { uri: recipe.uri }, position });
    return performance.now() - sent;
  };
  for (let key = 0; key < count; key++) {
    const inserts = key % 2 === 0;
    const range = { start: { line: recipe.nameLine, character: 4 }, end: { line: recipe.nameLine, character: inserts ? 4 : 5 } };
    const seen = peer.diagnostics(diagnostics => isWrong(diagnostics) === inserts);
    const sent = performance.now();
    peer.notify('textDocument/didChange', { textDocument: { uri: recipe.uri, version: key + 2 }, contentChanges: [{ range, text: inserts ? 'x' : '' }] });
    times.keys.push((await seen) - sent);
    await new Promise(resolve => setTimeout(resolve, 15 + (key * 37) % 30));
    times.hovers.push(await ask('textDocument/hover', recipe.hovers[key % recipe.hovers.length]));
    times.completions.push(await ask('textDocument/completion', recipe.completions[key % recipe.completions.length]));
  }
  return times;
}

async function format(peer, recipe) {
  const times = [];
  if (!peer.capabilities.documentFormattingProvider) return times;
  for (let turn = -2; turn < FORMATS; turn++) {
    const sent = performance.now();
    await peer.request('textDocument/formatting', { textDocument: { uri: recipe.uri }, options: { tabSize: 2, insertSpaces: true } });
    if (turn >= 0) times.push(performance.now() - sent);
  }
  return times;
}

const ratio = (theirs, own, title) => [title, ...theirs.slice(1).map((value, index) => (index === theirs.length - 2 ? NaN : value / own[index + 1]))];

function print(own, peer, rows) {
  const dotnet = execFileSync('dotnet', ['--version'], { encoding: 'utf8' }).trim();
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.log(`\n${machine}, Linux ${release()}, Node ${process.versions.node}, .NET SDK ${dotnet}`);
  const starts = `${own.starts} and ${peer.starts} starts (medians) after one warm-up`;
  console.log(`times in ms as the client sees them; ${starts}, then ${own.keys} and ${peer.keys} keystrokes, hovers and completions`);
  console.log(`"with the model": from the start of the process to the answer of a hover over \`model:\`;`
    + ` a recipe costs ${peer.name} the same whatever its model, which it does not read\n`);
  const head = ['', 'start →', 'with the', 'key', 'key', 'completion', 'hover', 'format', 'MB', 'MB after', 'idle'];
  const second = ['', 'diagnostics', 'model', 'median', 'p99', 'p99', 'p99', 'median', 'opened', 'typing', 'CPU %'];
  printTable([head, second, ['goal', '≤ 50', '', '', '≤ 5', '≤ 5', '≤ 2', '≤ 10', '', '≤ 60', '0']], rows);
  console.log('\nyaml-language-server waits 200 ms after a keystroke before it validates; that wait is part of what its user sees.');
}
