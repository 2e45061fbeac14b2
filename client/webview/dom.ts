/** A node of the page; texts become text, never markup. */
export type Child = Node | string | number | null | undefined | false;

type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | undefined>>;

/** An element with attributes (functions are listeners) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Child | readonly Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat())
    if (child !== null && child !== undefined && child !== false) element.append(typeof child === 'number' ? String(child) : child);
  return element;
}

/** A table with its caption and the heads of its columns; columns whose head begins with `#` hold numbers. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Child[])[]): HTMLTableElement {
  const isNumber = heads.map(head => head.startsWith('#'));
  const cell = (child: Child, column: number) => h('td', { class: isNumber[column] ? 'number' : undefined }, child);
  return h(
    'table',
    {},
    caption === '' ? null : h('caption', {}, caption),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        heads.map((head, column) => h('th', { scope: 'col', class: isNumber[column] ? 'number' : undefined }, head.replace(/^#/, ''))),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map(row => h('tr', {}, row.map(cell))),
    ),
  );
}

export function button(text: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h('button', { type: 'button', click: press, ...attributes }, text);
}

/** Redraws without taking the focus from whoever works by keyboard: what has the same id has it again, or, where that is gone, the whole. */
export function keepFocus(whole: HTMLElement, redraw: () => void): void {
  const focused = whole.contains(document.activeElement) ? document.activeElement?.id : undefined;
  redraw();
  if (focused === undefined) return;
  document.getElementById(focused)?.focus();
  if (!whole.contains(document.activeElement)) whole.focus();
}

/** A line with the parts in backticks as code. */
export function sentence(text: string): Child[] {
  return text.split('`').map((part, index) => (index % 2 === 0 ? part : h('code', {}, part)));
}

/** A bar of a share of 1; its length is set by script, because the page's policy allows no inline style. */
export function bar(share: number, kind: string): HTMLElement {
  const fill = h('span', { class: `fill ${kind}` });
  fill.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return h('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
}

/** `0.0123`, `12.3`, `1.2e-7`; – for what is no number. */
export function number(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(digits)));
}

/** `12.3 M`. */
export function count(value: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const)
    if (value >= size) return `${Number((value / size).toPrecision(3))} ${unit}`;
  return String(value);
}

/** `337 KiB`. */
export function bytes(value: number): string {
  for (const [unit, size] of [
    ['MiB', 1 << 20],
    ['KiB', 1 << 10],
  ] as const)
    if (value >= size) return `${Number((value / size).toPrecision(3))} ${unit}`;
  return `${value} B`;
}

/** `1×28×28×1`, with ? for what is known only at run time. */
export function shape(sizes: readonly number[]): string {
  return sizes.map(size => (size < 0 ? '?' : size)).join('×');
}

/** Converters join the names of all that they fused; the first one's end is enough. */
export function short(name: string, most = 40): string {
  const first = name.split(';')[0] ?? name;
  return first.length <= most ? first : `…${first.slice(1 - most)}`;
}
