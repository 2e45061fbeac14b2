import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Frame, type Locator, type Page } from 'playwright-core';
// @ts-expect-error A script of the checkout without types.
import { startCodeServer } from '../../client/scripts/codeServer.mjs';
import { matchesKept, type Region } from './kept';

const root = process.env['OPTRECIPE_ROOT'] ?? process.cwd();
const WAIT = 30_000;

export interface EditorOptions {
  /** Folder of the checkout that is copied and opened; undefined: an empty one. */
  readonly folder: string | undefined;
  readonly trusted?: boolean;
  readonly theme?: 'Default Dark Modern' | 'Default Light Modern' | 'Default High Contrast' | 'Default High Contrast Light';
  readonly settings?: Record<string, unknown>;
  /** A package that is installed beside ours. */
  readonly beside?: string;
  /** The package to install; the one for this platform when none is named. */
  readonly extension?: string | undefined;
}

/** The real VS Code with the packaged extension, on a copy of a folder, driven like a person drives it: by keys and by what can be read on the screen. */
export class Editor {
  readonly #home: string;
  readonly #server: { readonly url: string; stop(): Promise<void> };
  readonly #browser: Browser;
  readonly page: Page;
  /** The copy of the folder. */
  readonly workspace: string;

  private constructor(home: string, workspace: string, server: { url: string; stop(): Promise<void> }, browser: Browser, page: Page) {
    this.#home = home;
    this.workspace = workspace;
    this.#server = server;
    this.#browser = browser;
    this.page = page;
  }

  static async open(options: EditorOptions): Promise<Editor> {
    const home = mkdtempSync(join(tmpdir(), 'optrecipe-e2e-'));
    const workspace = join(home, 'workspace');
    mkdirSync(workspace);
    const filter = (path: string) => !/[\\/](out|\.optrecipe)$/.test(path);
    if (options.folder !== undefined) cpSync(resolve(root, options.folder), workspace, { recursive: true, filter });
    const settings = {
      'workbench.colorTheme': options.theme ?? 'Default Dark Modern',
      'workbench.startupEditor': 'none',
      // As on the desktop; in a browser the default is to save by itself.
      'files.autoSave': 'off',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
      'chat.disableAIFeatures': true,
      'security.workspace.trust.startupPrompt': 'never',
      'workbench.editor.useModal': 'off',
      ...options.settings,
    };
    const extension = options.extension ?? process.env['OPTRECIPE_VSIX'];
    const others = options.beside === undefined ? [] : [options.beside];
    const server = await startCodeServer({ workspace, home, extension, others, trusted: options.trusted ?? true, settings });
    const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
    const browser = await chromium.launch({ executablePath: process.env['OPTRECIPE_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', ...quiet] });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(server.url);
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    return new Editor(home, workspace, server, browser, page);
  }

  async close(): Promise<void> {
    await Promise.race([this.#browser.close(), new Promise(resolve => setTimeout(resolve, 10_000).unref())]);
    await this.#server.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** Opens a file of the workspace by its name, or comes back to its tab. */
  async openFile(name: string): Promise<void> {
    const tab = this.page.locator('.tab', { hasText: name });
    if (await tab.isVisible()) return tab.click();
    const isThere = (locator: Locator) => locator.first().waitFor({ timeout: 5000 }).then(() => true, () => false);
    // A list that is still being filled may lose the key, and a file that is new may not be in it yet.
    await until(`${name} is open`, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+P');
      if (!(await isThere(this.page.locator('.quick-input-widget input')))) return false;
      await this.page.keyboard.type(name);
      if (!(await isThere(this.page.locator('.quick-input-list .monaco-list-row', { hasText: name })))) return false;
      await this.page.keyboard.press('Enter');
      return isThere(this.page.locator('.tab.active', { hasText: name }));
    });
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  /** Runs a command by its name in the palette. */
  async command(title: string): Promise<void> {
    // A palette that opens before the editor has the focus, or under a menu that is still closing, does not offer what the recipe's editor has.
    await until(`the palette offers ${title}`, async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      const isOpen = await this.page.locator('.quick-input-widget input').waitFor({ timeout: 5000 }).then(() => true, () => false);
      if (!isOpen) return false;
      await this.page.keyboard.type(title);
      return this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor({ timeout: 5000 }).then(() => true, () => false);
    });
    await this.page.keyboard.press('Enter');
    // What the command itself asks may stand in the same place at once.
    const [palette, input] = [this.page.locator('.quick-input-widget'), this.page.locator('.quick-input-widget .quick-input-box input').first()];
    const typed = () => input.inputValue({ timeout: 500 }).catch(() => '');
    await until('the palette is closed', async () => !(await palette.isVisible()) || !(await typed()).startsWith('>'));
  }

  /** Chooses from the menu of the second mouse button, which takes no click in its first tenth of a second. */
  async menu(of: Locator, title: string): Promise<void> {
    await of.click({ button: 'right' });
    const item = this.page.locator('.monaco-menu .action-item', { hasText: title }).first();
    await item.waitFor();
    await until(`the menu has taken ${title}`, async () => {
      await item.click({ timeout: 1000 }).catch(() => undefined);
      return !(await item.isVisible());
    });
  }

  /** The titles that the palette offers for a text. */
  async offeredCommands(text: string): Promise<string[]> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').waitFor();
    await this.page.keyboard.type(text);
    await this.page.waitForTimeout(1000);
    const titles = await this.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return titles.map(title => title.replace(/\s+/g, ' '));
  }

  /** Puts the cursor before the first occurrence of a text in the file on disk, which must be what the editor shows. */
  async goTo(file: string, text: string): Promise<void> {
    const source = this.read(file);
    const offset = source.indexOf(text);
    if (offset < 0) throw new Error(`\`${text}\` is not in ${file}`);
    const before = source.slice(0, offset).split('\n');
    await this.goToPosition(before.length, (before.at(-1)?.length ?? 0) + 1);
  }

  async goToPosition(line: number, column: number): Promise<void> {
    // The editor may not have the focus yet.
    await until('the line can be said', async () => {
      await this.page.keyboard.press('Control+G');
      return this.page.locator('.quick-input-widget input').waitFor({ timeout: 5000 }).then(() => true, () => false);
    });
    await this.page.keyboard.type(`${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Types a line at the end of the file. */
  async appendLine(line: string): Promise<void> {
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(`${line}\n`);
  }

  /** Undoes what was typed, which on a slow machine is more than one step. */
  async undoUntil(what: string, condition: () => Promise<boolean>): Promise<void> {
    await until(what, async () => {
      await this.page.keyboard.press('Control+Z');
      await this.page.waitForTimeout(300);
      return condition();
    });
  }

  /** The lines the editor shows now. */
  async text(): Promise<string> {
    const lines = await this.page.locator('.editor-instance .view-line').all();
    const placed = await Promise.all(lines.map(async line => ({ top: (await line.boundingBox())?.y ?? 0, text: await line.innerText() })));
    return placed.sort((a, b) => a.top - b.top).map(line => line.text.replaceAll('\u00a0', ' ')).join('\n');
  }

  get squiggles(): Locator {
    return this.page.locator('.editor-instance .squiggly-error');
  }

  /** What the status bar counts: errors and warnings of all open files. */
  async problems(): Promise<{ errors: number; warnings: number; infos: number }> {
    const label = (await this.page.locator('#status\\.problems a').getAttribute('aria-label')) ?? '';
    const count = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(label)?.[1] ?? 0);
    return { errors: count('Errors'), warnings: count('Warnings'), infos: count('Infos') };
  }

  /** The rows of the Problems view, which this opens. */
  async problemRows(): Promise<string[]> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.command('View: Focus Problems');
    await panel.waitFor();
    await this.page.waitForTimeout(500);
    return panel.locator('.monaco-list-row').allInnerTexts();
  }

  /** The hover of the keyboard at the cursor. */
  async hover(): Promise<Locator> {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const hover = this.page.locator('.monaco-resizable-hover .monaco-hover-content, .monaco-hover:not(.hidden) .monaco-hover-content').first();
    await hover.waitFor({ timeout: WAIT });
    return hover;
  }

  /** The fixes offered at the cursor; the list stays open. */
  async offeredFixes(): Promise<string[]> {
    await this.page.keyboard.press('Control+.');
    const list = this.page.locator('.action-widget .monaco-list-row');
    await list.first().waitFor({ timeout: WAIT });
    return list.allInnerTexts();
  }

  /** What the language status says, opened by its `{}` in the status bar. */
  async languageStatus(): Promise<string> {
    await this.page.locator('#status\\.languageStatus').click();
    const hover = this.page.locator('.hover-language-status').first();
    await hover.waitFor();
    const text = await hover.innerText();
    await this.page.keyboard.press('Escape');
    return text;
  }

  /**
   * Keeps what the status bar tells as progress from now on, however short; the answer gives what was seen. VS Code shows the window's
   * own progress only after 150 ms; the language status turns busy at once.
   */
  async watchProgress(): Promise<() => Promise<string[]>> {
    await this.page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { seenProgress: seen });
      const bar = document.querySelector('.part.statusbar');
      if (bar === null) throw new Error('there is no status bar');
      new MutationObserver(() => {
        const text = document.getElementById('status.progress')?.innerText ?? '';
        const isBusy = document.getElementById('status.languageStatus')?.innerHTML.includes('loading') === true;
        const told = text === '' && isBusy ? 'busy' : text;
        if (told !== '' && seen.at(-1) !== told) seen.push(told);
      }).observe(bar, { childList: true, subtree: true, characterData: true, attributes: true });
    });
    return () => this.page.evaluate(() => (globalThis as unknown as { seenProgress: string[] }).seenProgress);
  }

  async isBusy(): Promise<boolean> {
    return (await this.page.locator('#status\\.languageStatus').innerHTML()).includes('loading');
  }

  /** The colour in which the editor shows the first piece of text that starts with this one. */
  async colourOf(text: string): Promise<string> {
    const start = new RegExp(`^${text.replaceAll('.', '\\.').replaceAll(' ', '\\s')}`);
    return this.page.locator('.editor-instance .view-line span > span').filter({ hasText: start }).first().evaluate(span => getComputedStyle(span).color);
  }

  /** The texts of the Markdown previews on the screen. */
  async previews(): Promise<string[]> {
    const frames = this.page.frames().filter(frame => /fake\.html/.test(frame.url()));
    const texts = await Promise.all(frames.map(frame => frame.locator('body').innerText({ timeout: 1000 }).catch(() => '')));
    return texts.filter(text => text.trim() !== '');
  }

  /** Waits for animations to end, so that a picture shows what a person sees. */
  async settle(): Promise<void> {
    await this.page.waitForTimeout(800);
  }

  /** Leaves a picture and the extension's log of a story that failed. */
  async tellFailure(story: string): Promise<void> {
    await this.screenshot(`failed-${story}`).catch(() => undefined);
    console.error(this.log());
  }

  get notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-toast');
  }

  /** The extension's own log, as far as it is written. */
  log(): string {
    const folder = join(this.#home, 'user', 'logs');
    if (!existsSync(folder)) return '';
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('OptRecipe.log'));
    return files.map(name => readFileSync(join(folder, name), 'utf8')).join('\n');
  }

  /** The process ids of this editor's language servers, without the workers they start. */
  servers(): number[] {
    return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(id => {
      try {
        const line = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        return line.includes(this.#home) && line.includes('optrecipe-server') && line.includes('--clientProcessId=');
      } catch {
        return false; // It ended in between.
      }
    });
  }

  read(...path: string[]): string {
    return readFileSync(join(this.workspace, ...path), 'utf8');
  }

  /** Writes a file of the workspace from outside the editor. */
  write(name: string, text: string): void {
    writeFileSync(join(this.workspace, name), text);
  }

  exists(...path: string[]): boolean {
    return existsSync(join(this.workspace, ...path));
  }

  size(...path: string[]): number {
    return statSync(join(this.workspace, ...path)).size;
  }

  /** When a file was written last, in milliseconds. */
  modified(...path: string[]): number {
    return statSync(join(this.workspace, ...path)).mtimeMs;
  }

  /** Compares a part of the screen with its kept picture; the whole editor's upper left, where hints and squiggles are, when no other part is named. */
  async matchesKept(name: string, region?: Region): Promise<void> {
    // Over nothing: what the mouse rests on looks another way.
    if (region === undefined) await this.page.mouse.move(200, 650);
    await matchesKept(this.page, name, region ?? { of: this.page.locator('.editor-instance').first(), width: 780, height: 420 });
  }

  /** Keeps a picture as an artefact of the test. */
  async screenshot(name: string): Promise<void> {
    const folder = join(root, 'artifacts', 'e2e');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }
}

/** The page of ours that shows this, once it is there. */
export async function pageOf(editor: Editor, view: string, isMeant: (page: Frame) => Promise<boolean> = () => Promise.resolve(true)): Promise<Frame> {
  let found: Frame | undefined;
  await until(`the page \`${view}\` is there`, async () => {
    for (const frame of editor.page.frames()) {
      const shown = await frame.evaluate(() => document.body?.dataset['view']).catch(() => undefined);
      if (shown === view && (await isMeant(frame))) found = frame;
    }
    return found !== undefined;
  });
  return found as Frame;
}

/** Waits until a condition holds; the sentence says what did not come to be. */
export async function until(what: string, condition: () => Promise<boolean> | boolean, milliseconds = WAIT): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`within ${milliseconds / 1000} s it did not happen: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
