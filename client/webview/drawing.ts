import type { GraphSubgraph } from '../src/features/graph/protocol';
import { h, shape } from './dom';
import { layout, NODE, type LaidNode, type Layout, type Segment } from './layout';
import type { State } from './states';

const OVERVIEW = 14;
const SMALLEST = 0.04;

/** What can be pointed at. */
export interface Picked {
  readonly kind: LaidNode['kind'];
  readonly index: number;
}

/** The graph on a canvas: only what is in sight is drawn, so that a thousand operators move as ten do. */
export class Drawing {
  readonly canvas: HTMLCanvasElement;
  readonly #pick: (picked: Picked | undefined) => void;
  #graph: GraphSubgraph | undefined;
  #layout: Layout | undefined;
  #states: readonly State[] = [];
  #selected: LaidNode | undefined;
  #scale = 1;
  #x = 0;
  #y = 0;
  #isAsked = false;
  #colours = new Map<string, string>();

  constructor(pick: (picked: Picked | undefined) => void) {
    this.#pick = pick;
    this.canvas = h('canvas', { class: 'graph', tabindex: 0, role: 'img' });
    this.#listen();
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    new MutationObserver(() => {
      this.#colours.clear();
      this.draw();
    }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  show(graph: GraphSubgraph, states: readonly State[], keepsPlace: boolean): void {
    if (graph !== this.#graph) this.#layout = layout(graph);
    this.#graph = graph;
    this.#states = states;
    const { kind, index } = this.#selected ?? {};
    this.#selected = keepsPlace ? this.#layout?.nodes.find(node => node.kind === kind && node.index === index) : undefined;
    if (!keepsPlace) this.fit();
    this.draw();
  }

  /** All of it where that can still be read, else its beginning. */
  fit(): void {
    if (this.#layout === undefined) return;
    const { left, right, height } = this.#layout;
    const [width, tall] = [this.canvas.clientWidth, this.canvas.clientHeight];
    const whole = Math.min(width / (right - left + 80), tall / (height + NODE.height + 60));
    this.#scale = Math.min(1, Math.max(whole, 0.5));
    this.#x = (left + right) / 2 - width / 2 / this.#scale;
    this.#y = whole >= this.#scale ? height / 2 - tall / 2 / this.#scale : -NODE.height;
    this.draw();
  }

  zoom(factor: number, atX = this.canvas.clientWidth / 2, atY = this.canvas.clientHeight / 2): void {
    const scale = Math.min(3, Math.max(SMALLEST, this.#scale * factor));
    this.#x += atX / this.#scale - atX / scale;
    this.#y += atY / this.#scale - atY / scale;
    this.#scale = scale;
    this.draw();
  }

  /** Puts a node into the middle and marks it. */
  select(picked: Picked | undefined, moves = true): void {
    this.#selected = picked === undefined ? undefined : this.#layout?.nodes.find(node => node.kind === picked.kind && node.index === picked.index);
    if (this.#selected !== undefined && moves) {
      this.#scale = Math.max(this.#scale, 0.7);
      this.#x = this.#selected.x - this.canvas.clientWidth / 2 / this.#scale;
      this.#y = this.#selected.y - this.canvas.clientHeight / 2 / this.#scale;
    }
    this.draw();
  }

  draw(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => {
      this.#isAsked = false;
      this.#draw();
    });
  }

  #draw(): void {
    const context = this.canvas.getContext('2d');
    const [width, height, dots] = [this.canvas.clientWidth, this.canvas.clientHeight, window.devicePixelRatio];
    if (context === null || this.#layout === undefined || width === 0) return;
    if (this.canvas.width !== Math.round(width * dots) || this.canvas.height !== Math.round(height * dots)) {
      this.canvas.width = Math.round(width * dots);
      this.canvas.height = Math.round(height * dots);
    }
    this.#keepInSight(this.#layout, width, height);
    const scale = this.#scale * dots;
    context.setTransform(scale, 0, 0, scale, -this.#x * scale, -this.#y * scale);
    context.clearRect(this.#x, this.#y, width / this.#scale, height / this.#scale);
    const first = Math.max(0, Math.floor(this.#y / NODE.row) - 1);
    const last = Math.min(this.#layout.ranks.length - 1, Math.ceil((this.#y + height / this.#scale) / NODE.row) + 1);
    this.#drawEdges(context, first, last);
    context.font = `12px ${this.#colour('--vscode-font-family', 'sans-serif')}`;
    for (let rank = first; rank <= last; rank++) for (const node of this.#layout.ranks[rank] ?? []) this.#drawNode(context, node);
    context.setTransform(dots, 0, 0, dots, 0, 0);
    this.#drawOverview(context, width, height);
  }

  /** Nobody gets lost beside the graph. */
  #keepInSight({ left, right, height: whole }: Layout, width: number, height: number): void {
    const [across, down] = [width / this.#scale, height / this.#scale];
    this.#x = Math.min(Math.max(this.#x, left - across + NODE.width), right - NODE.width);
    this.#y = Math.min(Math.max(this.#y, NODE.row - down), whole - NODE.row / 2);
  }

  #drawEdges(context: CanvasRenderingContext2D, first: number, last: number): void {
    const tensors = new Set(this.#selected === undefined ? [] : this.#tensorsOf(this.#selected));
    const drawn = new Set<Segment>();
    for (const isMarked of [false, true]) {
      context.beginPath();
      for (let rank = Math.max(0, first - 1); rank <= last; rank++) {
        for (const segment of this.#layout?.segments[rank] ?? []) {
          if (tensors.has(segment.tensor) !== isMarked || drawn.has(segment)) continue;
          drawn.add(segment);
          const [fromY, toY] = [segment.from.y + (segment.from.isNode ? NODE.height / 2 : 0), segment.to.y - (segment.to.isNode ? NODE.height / 2 : 0)];
          const half = Math.min((toY - fromY) / 2, NODE.row);
          context.moveTo(segment.from.x, fromY);
          context.bezierCurveTo(segment.from.x, fromY + half, segment.to.x, toY - half, segment.to.x, toY);
        }
      }
      context.lineWidth = isMarked ? 2.5 : 1.2;
      context.strokeStyle = this.#colour(isMarked ? '--vscode-focusBorder' : '--vscode-descriptionForeground', '#888');
      context.stroke();
    }
  }

  #tensorsOf({ kind, index }: LaidNode): readonly number[] {
    const operator = kind === 'operator' ? this.#graph?.operators[index] : undefined;
    return kind === 'operator' ? [...(operator?.inputs ?? []), ...(operator?.outputs ?? [])] : [index];
  }

  #drawNode(context: CanvasRenderingContext2D, node: LaidNode): void {
    const operator = node.kind === 'operator' ? this.#graph?.operators[node.index] : undefined;
    const tensor = this.#graph?.tensors[operator === undefined ? node.index : (operator.outputs[0] ?? -1)];
    const state = node.kind === 'operator' ? this.#states[node.index] : undefined;
    const [left, top] = [node.x - NODE.width / 2, node.y - NODE.height / 2];
    const colour = state === undefined ? this.#colour('--vscode-descriptionForeground', '#888') : this.#colour(state.colour, '#888');
    const isFar = this.#scale < 0.4;
    context.beginPath();
    context.roundRect(left, top, NODE.width, NODE.height, node.kind === 'operator' ? 4 : NODE.height / 2);
    context.fillStyle = isFar ? colour : this.#colour('--vscode-editorWidget-background', '#252526');
    context.fill();
    const isSelected = node === this.#selected;
    context.lineWidth = isSelected ? 3 : 1;
    context.strokeStyle = this.#colour(isSelected ? '--vscode-focusBorder' : '--vscode-contrastBorder', isSelected ? '#007fd4' : colour);
    context.stroke();
    if (isFar) return;
    if (node.kind === 'operator') {
      context.fillStyle = colour;
      context.beginPath();
      context.roundRect(left, top, 6, NODE.height, [4, 0, 0, 4]);
      context.fill();
    }
    const from = left + (node.kind === 'operator' ? 14 : 20);
    const name = operator === undefined ? (tensor?.name ?? '') : operator.name;
    const room = NODE.width - (from - left) - 10;
    context.textBaseline = 'alphabetic';
    context.fillStyle = this.#colour('--vscode-foreground', '#ccc');
    context.fillText(fitting(context, name, state === undefined ? room : room - context.measureText(state.sign).width - 6), from, node.y - 4);
    context.fillStyle = this.#colour('--vscode-descriptionForeground', '#999');
    const made = tensor === undefined ? '' : `${tensor.type} ${shape(tensor.shape)}`;
    context.fillText(fitting(context, made, room - context.measureText(`#${node.index}`).width), from, node.y + 14);
    if (operator === undefined) return;
    context.textAlign = 'right';
    context.fillText(`#${operator.index}`, left + NODE.width - 8, node.y + 14);
    context.fillStyle = colour;
    context.fillText(state?.sign ?? '', left + NODE.width - 8, node.y - 4);
    context.textAlign = 'left';
  }

  /** A strip at the edge with every rank in its colour, and what is in sight. */
  #drawOverview(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { ranks = [], height: whole = 0 } = this.#layout ?? {};
    if (whole * this.#scale <= height || ranks.length === 0) return;
    const left = width - OVERVIEW;
    context.fillStyle = this.#colour('--vscode-editorWidget-background', '#252526');
    context.fillRect(left - 2, 0, OVERVIEW + 2, height);
    // What does not run is seen, however thin its row is.
    for (const isFine of [true, false]) {
      ranks.forEach((nodes, rank) => {
        const state = nodes.map(node => (node.kind === 'operator' ? this.#states[node.index] : undefined)).find(one => one?.isFine === isFine);
        if (state === undefined) return;
        context.fillStyle = this.#colour(state.colour, '#888');
        context.fillRect(left, (rank / ranks.length) * height, OVERVIEW, Math.max(height / ranks.length, isFine ? 1 : 3));
      });
    }
    context.strokeStyle = this.#colour('--vscode-foreground', '#ccc');
    context.lineWidth = 1.5;
    context.strokeRect(left - 1, (this.#y / whole) * height, OVERVIEW, Math.max((height / this.#scale / whole) * height, 4));
  }

  #listen(): void {
    const { canvas } = this;
    let held: { readonly x: number; readonly y: number; readonly isOverview: boolean; hasMoved: boolean } | undefined;
    const jump = (event: PointerEvent) => {
      this.#y = (event.offsetY / canvas.clientHeight) * (this.#layout?.height ?? 0) - canvas.clientHeight / 2 / this.#scale;
      this.draw();
    };
    canvas.addEventListener('pointerdown', event => {
      const isOverview = event.offsetX > canvas.clientWidth - OVERVIEW - 2 && (this.#layout?.height ?? 0) * this.#scale > canvas.clientHeight;
      held = { x: event.clientX, y: event.clientY, isOverview, hasMoved: isOverview };
      canvas.setPointerCapture(event.pointerId);
      if (isOverview) jump(event);
    });
    canvas.addEventListener('pointermove', event => {
      if (held === undefined) return;
      if (held.isOverview) return jump(event);
      if (!held.hasMoved && Math.abs(event.clientX - held.x) + Math.abs(event.clientY - held.y) < 4) return;
      held.hasMoved = true;
      this.#x -= event.movementX / this.#scale;
      this.#y -= event.movementY / this.#scale;
      this.draw();
    });
    canvas.addEventListener('pointerup', event => {
      const hasMoved = held?.hasMoved === true;
      held = undefined;
      if (!hasMoved) this.#pickAt(event.offsetX, event.offsetY);
    });
    canvas.addEventListener(
      'wheel',
      event => {
        event.preventDefault();
        if (event.ctrlKey || event.metaKey) return this.zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
        this.#x += (event.shiftKey ? event.deltaY : event.deltaX) / this.#scale;
        this.#y += (event.shiftKey ? 0 : event.deltaY) / this.#scale;
        this.draw();
      },
      { passive: false },
    );
    canvas.addEventListener('keydown', event => {
      const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
      const step = steps[event.key];
      if (step !== undefined) this.#step(step);
      else if (event.key === '+' || event.key === '=') this.zoom(1.25);
      else if (event.key === '-') this.zoom(0.8);
      else if (event.key === '0') this.fit();
      else return;
      event.preventDefault();
    });
  }

  #pickAt(x: number, y: number): void {
    const [atX, atY] = [this.#x + x / this.#scale, this.#y + y / this.#scale];
    const rank = Math.round(atY / NODE.row);
    const found = this.#layout?.ranks[rank]?.find(node => Math.abs(node.x - atX) <= NODE.width / 2 && Math.abs(node.y - atY) <= NODE.height / 2);
    this.select(found, false);
    this.#pick(found);
  }

  /** Along the model's own order. */
  #step(by: number): void {
    const most = (this.#graph?.operators.length ?? 0) - 1;
    const index = this.#selected?.kind === 'operator' ? Math.min(Math.max(this.#selected.index + by, 0), most) : by > 0 ? 0 : most;
    this.select({ kind: 'operator', index });
    this.#pick({ kind: 'operator', index });
  }

  #colour(name: string, otherwise: string): string {
    let colour = this.#colours.get(name);
    if (colour === undefined) this.#colours.set(name, (colour = getComputedStyle(document.body).getPropertyValue(name).trim()));
    return colour === '' ? otherwise : colour;
  }
}

function fitting(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  // The end of a tensor's name says more than its beginning.
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(`…${text.slice(-middle)}`).width <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `…${text.slice(-low)}`;
}
