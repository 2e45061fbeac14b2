import type { TryInput } from '../src/features/try/protocol';
import { h, number, table } from './dom';

const LARGEST = 280;

/** A tensor as a picture, a curve or a table. */
export function picture(input: TryInput, legend: string): HTMLElement {
  if (input.kind === 'table')
    return table(
      '',
      input.values.map((_, index) => `#${index}`),
      [input.values.map(value => number(value))],
    );
  const shown = input.tensors.at(-1);
  const range = legend.replace('{0}', number(shown?.minimum, 3)).replace('{1}', number(shown?.maximum, 3));
  const label = `${input.name}: ${input.kind}, ${range}`;
  const canvas = input.kind === 'wave' ? wave(input) : pixels(input);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  return input.kind === 'wave' ? h('div', {}, canvas) : h('div', {}, canvas, h('p', { class: 'quiet' }, range));
}

function pixels({ width, height, channels, pixels: base64 }: TryInput): HTMLCanvasElement {
  const canvas = h('canvas', { class: 'pixels', width, height });
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const source = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) image.data[4 * pixel + channel] = source[pixel * channels + Math.min(channel, channels - 1)] ?? 0;
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  // Whole pixels, so that small pictures are seen as they are; a long strip is stretched to be seen at all.
  const scale = LARGEST / Math.max(width, height);
  const across = scale >= 1 ? Math.floor(scale) : scale;
  canvas.style.width = `${Math.max(width * across, Math.min(120, LARGEST))}px`;
  canvas.style.height = `${Math.max(height * across, 24)}px`;
  return canvas;
}

/** Pairs of the lowest and the highest value of each column. */
function wave({ values }: TryInput): HTMLCanvasElement {
  const [width, height] = [560, 120];
  const canvas = h('canvas', { class: 'wave', width, height });
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const numbers = values.map(value => value ?? 0);
  const [lowest, highest] = [Math.min(...numbers), Math.max(...numbers)];
  const y = (value: number) => (highest > lowest ? height - 4 - ((value - lowest) / (highest - lowest)) * (height - 8) : height / 2);
  context.fillStyle = getComputedStyle(document.body).getPropertyValue('--vscode-charts-blue') || '#3794ff';
  const columns = numbers.length / 2;
  for (let column = 0; column < columns; column++) {
    const [top, bottom] = [y(numbers[2 * column + 1] ?? 0), y(numbers[2 * column] ?? 0)];
    context.fillRect((column / columns) * width, top, Math.max(width / columns, 1), Math.max(bottom - top, 1));
  }
  return canvas;
}
