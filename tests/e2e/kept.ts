import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

const root = process.env['OPTRECIPE_ROOT'] ?? process.cwd();
const folder = join(root, 'tests', 'e2e', 'kept');
const artifacts = join(root, 'artifacts', 'e2e');
const isUpdate = process.env['UPDATE_EXPECT'] !== undefined;

/** What may differ: a channel by so much (smoothing of edges), and so many of a thousand pixels by more. */
const TOLERANCE = { channel: 64, perThousand: 0.5 };
/** What blinks, what shows the whole text in a pixel, and what a mouse leaves behind. */
const STYLE = `.cursors-layer, .minimap, .decorationsOverviewRuler, .scrollbar, .scroll-decoration { visibility: hidden !important; }
  * { transition: none !important; animation: none !important; caret-color: transparent !important; }`;
/** Links and lenses come late on a busy machine. */
const PATIENCE = 8000;

export interface Region {
  readonly of: Locator;
  /** Shows it again: a hover goes where something is drawn below it. */
  readonly again?: () => Promise<unknown>;
  /** Only the upper part: what lies below changes with the size of the window. */
  readonly height?: number;
  readonly width?: number;
  /** What says another thing each time: durations, dates. */
  readonly mask?: readonly Locator[];
}

/**
 * Compares a part of the screen with the picture kept of it in tests/e2e/kept. UPDATE_EXPECT=1 keeps the new one. On failure the new picture and one of the
 * differences lie in artifacts/e2e. Pictures are of one set of fonts: with others nothing is compared, and a line says so.
 */
export async function matchesKept(page: Page, name: string, region: Region): Promise<void> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser');
  const file = join(folder, `${name}.png`);
  mkdirSync(folder, { recursive: true });
  if (!(await hasTheFontsOfTheKept(browser))) return console.log(`${name}: not compared, this computer's fonts are not those of tests/e2e/kept`);
  const end = Date.now() + PATIENCE;
  for (;;) {
    const actual = await take(page, region);
    if (actual === undefined) {
      if (Date.now() > end) throw new Error('what is to be compared is not on the screen');
      await (region.again?.() ?? page.waitForTimeout(250));
      continue;
    }
    const result = existsSync(file) ? await compare(browser, readFileSync(file), actual) : undefined;
    if (result?.isSame) return;
    if (Date.now() < end) {
      await page.waitForTimeout(250);
      continue;
    }
    mkdirSync(artifacts, { recursive: true });
    writeFileSync(join(artifacts, `${name}.new.png`), actual);
    if (result !== undefined) writeFileSync(join(artifacts, `${name}.difference.png`), result.difference);
    const what = result === undefined ? 'has no kept picture' : `differs from its kept picture in ${result.perThousand.toFixed(1)} ‰ of the pixels`;
    if (isUpdate) {
      writeFileSync(file, actual);
      // The story goes on to its other pictures; the run fails all the same.
      process.exitCode = 1;
      return console.log(`${name} ${what}; the new one is kept`);
    }
    throw new Error(`${name} ${what}; look at artifacts/e2e/${name}.*.png; UPDATE_EXPECT=1 keeps the new one`);
  }
}

/** A picture of what does not change any more: two in a row are the same, or three seconds are over; undefined when it is not there. */
async function take(page: Page, region: Region): Promise<Buffer | undefined> {
  const end = Date.now() + 3000;
  let before = await takeOnce(page, region);
  for (;;) {
    await page.waitForTimeout(300);
    const next = await takeOnce(page, region);
    if (next === undefined || before === undefined || next.equals(before) || Date.now() > end) return next;
    before = next;
  }
}

async function takeOnce(page: Page, region: Region): Promise<Buffer | undefined> {
  const box = (await region.of.isVisible()) ? await region.of.boundingBox() : null;
  if (box === null) return undefined;
  const clip = {
    x: Math.round(box.x),
    y: Math.round(box.y),
    width: Math.round(Math.min(box.width, region.width ?? box.width)),
    height: Math.round(Math.min(box.height, region.height ?? box.height)),
  };
  return page.screenshot({ clip, style: STYLE, mask: [...(region.mask ?? [])], maskColor: '#808080', animations: 'disabled' });
}

interface Comparison {
  readonly isSame: boolean;
  readonly perThousand: number;
  readonly difference: Buffer;
}

/** The browser that took the pictures also reads and compares them. */
async function compare(browser: Browser, kept: Buffer, actual: Buffer): Promise<Comparison> {
  const result = await inBlankPage(browser, page => page.evaluate(async ([first, second, limit]) => {
    const read = async (base64: string) => {
      const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('there is no canvas');
      context.drawImage(bitmap, 0, 0);
      return { canvas, context, pixels: context.getImageData(0, 0, bitmap.width, bitmap.height) };
    };
    const [a, b] = [await read(first), await read(second)];
    const [width, height] = [b.pixels.width, b.pixels.height];
    let count = 0;
    for (let pixel = 0; pixel < width * height; pixel++) {
      const [x, y, at] = [pixel % width, Math.floor(pixel / width), pixel * 4];
      const other = (y * a.pixels.width + x) * 4;
      const isInside = x < a.pixels.width && y < a.pixels.height;
      const differs = !isInside || [0, 1, 2].some(c => Math.abs((a.pixels.data[other + c] ?? 0) - (b.pixels.data[at + c] ?? 0)) > limit);
      if (differs) count++;
      b.pixels.data.set(differs ? [255, 0, 0, 255] : [0, 1, 2].map(c => 128 + (b.pixels.data[at + c] ?? 0) / 4), at);
    }
    b.context.putImageData(b.pixels, 0, 0);
    const bytes = new Uint8Array(await (await b.canvas.convertToBlob()).arrayBuffer());
    const isSameSize = a.pixels.width === width && a.pixels.height === height;
    const difference = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
    return { perThousand: isSameSize ? (1000 * count) / (width * height) : 1000, difference };
  }, [kept.toString('base64'), actual.toString('base64'), TOLERANCE.channel] as const));
  return { isSame: result.perThousand <= TOLERANCE.perThousand, perThousand: result.perThousand, difference: Buffer.from(result.difference, 'base64') };
}

let fonts: Promise<boolean> | undefined;

/** Whether text is as wide here as where the pictures were taken; asked once in a process. */
function hasTheFontsOfTheKept(browser: Browser): Promise<boolean> {
  return (fonts ??= inBlankPage(browser, async page => {
    const widths = JSON.stringify(await page.evaluate(() => {
      const context = document.createElement('canvas').getContext('2d');
      return ['14px monospace', '13px sans-serif', '13px system-ui'].map(font => {
        if (context !== null) context.font = font;
        return Math.round((context?.measureText('The quick brown fox: 0123456789 {}').width ?? 0) * 100) / 100;
      });
    }));
    const file = join(folder, 'fonts.json');
    if (isUpdate) writeFileSync(file, `${widths}\n`);
    return existsSync(file) && readFileSync(file, 'utf8').trim() === widths;
  }));
}

async function inBlankPage<T>(browser: Browser, action: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    return await action(await context.newPage());
  } finally {
    await context.close();
  }
}
