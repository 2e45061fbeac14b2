import { readdirSync, readFileSync } from 'node:fs';
import { Editor, until } from './editor';

/** What `npm run bench -- vscode` measures of one open document; times in milliseconds. */
interface Measured {
  readonly activation: number;
  readonly hostPerKey: number;
  readonly longestTask: number;
  readonly longestTaskOnProcessor: number;
  readonly longTasks: number;
}

const KEYS = 120;
/** A person who types fast: nine keys a second. */
const BETWEEN_KEYS = 110;
const IDLE = 5000;
const PATTERN = '- where: {tensors: "';

const [folder = '', file = '', line = '', extension = ''] = process.argv.slice(2);
console.log(JSON.stringify(await measure()));

async function measure(): Promise<Measured> {
  const settings = { 'optrecipe.runOnSave': 'off', 'editor.inlayHints.enabled': 'on', 'workbench.editor.empty.hint': 'hidden' };
  const editor = await Editor.open({ folder, settings, extension });
  try {
    await editor.openFile(file);
    if (file.endsWith('.optrecipe.yaml')) await until('the server has found what is wrong', async () => (await editor.problems()).errors > 0, 60_000);
    await editor.goToPosition(Number(line), 1);
    await editor.page.waitForTimeout(3000);
    // The first keys load what is loaded once: the widget of suggestions, the snippets.
    await type(editor, 20);
    const host = extensionHost(editor);
    const idleStart = processorTime(host);
    await editor.page.waitForTimeout(IDLE);
    const idlePerMillisecond = (processorTime(host) - idleStart) / IDLE;

    const browser = editor.page.context().browser();
    await browser?.startTracing(editor.page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'] });
    const [started, before] = [performance.now(), processorTime(host)];
    await type(editor, KEYS);
    const [ended, after] = [performance.now(), processorTime(host)];
    const tasks = mainThreadTasks((await browser?.stopTracing())?.toString('utf8') ?? '');
    const perKey = (after - before - idlePerMillisecond * (ended - started)) / KEYS;
    return {
      activation: await activation(editor),
      hostPerKey: perKey,
      longestTask: Math.max(...tasks.map(task => task.wall)),
      longestTaskOnProcessor: Math.max(...tasks.map(task => task.processor)),
      longTasks: tasks.filter(task => task.processor > 50).length,
    };
  } finally {
    await editor.close();
  }
}

/** A third into a comment, a third into a pattern (where names are suggested), a third that takes it all away again. */
async function type(editor: Editor, keys: number): Promise<void> {
  const third = Math.floor(keys / 3);
  const press = async (key: string) => {
    await editor.page.keyboard.press(key);
    await editor.page.waitForTimeout(BETWEEN_KEYS);
  };
  await press('End');
  for (let key = 0; key < third; key++) await press(key % 6 === 5 ? 'Space' : 'abcdefgh'.charAt(key % 8));
  await editor.page.keyboard.press('Home');
  for (let step = 0; step < PATTERN.length; step++) await editor.page.keyboard.press('ArrowRight');
  for (let key = 0; key < third; key++) await press('block_0/'.charAt(key % 8));
  for (let key = 0; key < third; key++) await press('Backspace');
  await press('Escape');
}

/** The process that runs extensions for this editor. */
function extensionHost(editor: Editor): number {
  const server = editor.servers()[0];
  const hosts = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(id => isExtensionHost(id));
  const own = server === undefined ? hosts.at(-1) : hosts.find(id => id === parentOf(server));
  if (own === undefined) throw new Error('there is no extension host');
  return own;
}

function isExtensionHost(id: number): boolean {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--type=extensionHost');
  } catch {
    return false;
  }
}

function parentOf(id: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]);
}

/** What the thread that runs JavaScript had of the processor (proc(5), schedstat). */
function processorTime(id: number): number {
  return Number(readFileSync(`/proc/${id}/task/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** The tasks of the window's main thread, by time on the clock and on the processor. */
function mainThreadTasks(trace: string): { wall: number; processor: number }[] {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] };
  const mains = new Set(traceEvents.filter(event => event.args?.name === 'CrRendererMain').map(event => `${event.pid}/${event.tid}`));
  return traceEvents
    .filter(event => event.ph === 'X' && /RunTask$/.test(event.name) && mains.has(`${event.pid}/${event.tid}`))
    .map(event => ({ wall: (event.dur ?? 0) / 1000, processor: (event.tdur ?? event.dur ?? 0) / 1000 }));
}

/** What VS Code itself says that loading and activating the extension took. */
async function activation(editor: Editor): Promise<number> {
  // The slowest stand first, and only what is in sight is there.
  await editor.page.setViewportSize({ width: 1280, height: 3000 });
  await editor.command('Developer: Show Running Extensions');
  const row = editor.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'OptRecipe' });
  if (!(await row.first().isVisible().catch(() => false))) await editor.page.waitForTimeout(2000);
  const text = (await row.count()) > 0 ? await row.first().innerText() : '';
  return Number(/Activation: (\d+)\s*ms/i.exec(text)?.[1] ?? NaN);
}
