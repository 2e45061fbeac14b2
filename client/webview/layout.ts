import type { GraphSubgraph } from '../src/features/graph/protocol';

export const NODE = { width: 196, height: 46, row: 84, gap: 24, bend: 14 };
/** Behind so many bends edges go straight: what is that tangled cannot be followed anyway. */
const MOST_BENDS = 20_000;
const SWEEPS = 4;

/** An operator (its index), or an input or output of the model (its tensor). */
export interface LaidNode {
  readonly kind: 'operator' | 'input' | 'output';
  readonly index: number;
  readonly rank: number;
  x: number;
  readonly y: number;
}

/** A piece of an edge from one rank to the next; the points are the middles of what it joins. */
export interface Segment {
  readonly from: Point;
  readonly to: Point;
  readonly tensor: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly isNode: boolean;
}

export interface Layout {
  readonly nodes: readonly LaidNode[];
  /** By the rank they begin in; long straight edges stand in every rank they cross. */
  readonly segments: readonly (readonly Segment[])[];
  readonly ranks: readonly (readonly LaidNode[])[];
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

interface Spot {
  x: number;
  place: number;
  readonly rank: number;
  readonly width: number;
  readonly node: LaidNode | undefined;
  readonly up: Spot[];
  readonly down: Spot[];
}

/** Layers by the longest way from the inputs, few crossings, straight chains. Linear in operators and edges. */
export function layout(graph: GraphSubgraph): Layout {
  const { ranks: rankOf, inputs, outputs } = ranks(graph);
  const spots: Spot[] = [];
  const rows: Spot[][] = [];
  const add = (rank: number, node: LaidNode | undefined): Spot => {
    const row = (rows[rank] ??= []);
    const spot: Spot = { x: 0, place: row.length, rank, width: node === undefined ? NODE.bend : NODE.width, node, up: [], down: [] };
    row.push(spot);
    spots.push(spot);
    return spot;
  };
  const laid = (kind: LaidNode['kind'], index: number, rank: number) => add(rank, { kind, index, rank, x: 0, y: rank * NODE.row });
  const inputSpots = new Map([...inputs].map(([tensor, rank]) => [tensor, laid('input', tensor, rank)]));
  const operatorSpots = graph.operators.map((_, index) => laid('operator', index, rankOf[index] ?? 0));
  const outputSpots = new Map([...outputs].map(([tensor, rank]) => [tensor, laid('output', tensor, rank)]));

  const pieces: { readonly from: Spot; readonly to: Spot; readonly tensor: number }[] = [];
  let bends = 0;
  for (const edge of graph.edges) {
    const from = edge.from < 0 ? inputSpots.get(edge.tensor) : operatorSpots[edge.from];
    const to = edge.to < 0 ? outputSpots.get(edge.tensor) : operatorSpots[edge.to];
    if (from === undefined || to === undefined || to.rank <= from.rank) continue;
    let last = from;
    const isBent = to.rank - from.rank > 1 && bends < MOST_BENDS;
    for (let rank = from.rank + 1; isBent && rank < to.rank; rank++, bends++) {
      const bend = add(rank, undefined);
      join(last, bend, edge.tensor);
      last = bend;
    }
    join(last, to, edge.tensor);
  }
  function join(from: Spot, to: Spot, tensor: number): void {
    from.down.push(to);
    to.up.push(from);
    pieces.push({ from, to, tensor });
  }

  order(rows);
  place(rows);
  return finish(rows, pieces);
}

/** Operators stand behind what they read; inputs just before who reads them first, outputs in the last row. */
function ranks(graph: GraphSubgraph) {
  const found = graph.operators.map(() => 1);
  for (const { from, to } of sortedByReader(graph)) if (from >= 0 && to >= 0 && from < to) found[to] = Math.max(found[to] ?? 1, (found[from] ?? 0) + 1);
  const inputs = new Map<number, number>();
  const outputs = new Map<number, number>();
  const firstReader = new Map<number, number>();
  for (const tensor of graph.inputs) if (tensor >= 0) inputs.set(tensor, 0);
  for (const { from, to, tensor } of graph.edges) {
    if (from < 0 && to >= 0) firstReader.set(tensor, Math.min(firstReader.get(tensor) ?? Infinity, found[to] ?? 1));
    if (to < 0) outputs.set(tensor, (from < 0 ? 0 : (found[from] ?? 0)) + 1);
  }
  for (const [tensor, rank] of firstReader) inputs.set(tensor, Math.max(0, rank - 1));
  return { ranks: found, inputs, outputs };
}

/** Operators come after what they read, so that by the reader's number every maker is done. */
function sortedByReader(graph: GraphSubgraph) {
  return [...graph.edges].sort((a, b) => a.to - b.to);
}

function order(rows: Spot[][]): void {
  const mean = (spot: Spot, near: readonly Spot[]) => (near.length === 0 ? spot.place : near.reduce((sum, other) => sum + other.place, 0) / near.length);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const row of isDown ? rows : [...rows].reverse()) {
      if (row === undefined || row.length < 2) continue;
      const weights = new Map(row.map(spot => [spot, mean(spot, isDown ? spot.up : spot.down)]));
      row.sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0) || a.place - b.place);
      row.forEach((spot, index) => (spot.place = index));
    }
  }
}

/** Everybody wants to stand under the middle of what is above, then over the middle of what is below, in the order found and apart. */
function place(rows: Spot[][]): void {
  for (const row of rows) apart(row ?? [], row?.map((_, index) => index * (NODE.width + NODE.gap)) ?? []);
  for (let sweep = 0; sweep < SWEEPS + 2; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const row of isDown ? rows : [...rows].reverse()) apart(row ?? [], row?.map(spot => middle(spot, isDown ? spot.up : spot.down)) ?? []);
  }
}

function middle(spot: Spot, near: readonly Spot[]): number {
  if (near.length === 0) return spot.x;
  // Ways that pass by do not pull operators out of their chain.
  const nodes = near.filter(other => other.node !== undefined);
  const sorted = (nodes.length > 0 ? nodes : near).map(other => other.x).sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

/**
 * Everybody near where it wants to be, in order and apart. Without the room that everybody before it needs, places only have to ascend: operators
 * stand at the mean of pushing to the right and pushing to the left, and ways that pass by make room for them.
 */
function apart(row: readonly Spot[], wanted: readonly number[]): void {
  const room = [0];
  for (let index = 1; index < row.length; index++) {
    room.push((room[index - 1] ?? 0) + ((row[index - 1]?.width ?? 0) + (row[index]?.width ?? 0)) / 2 + NODE.gap);
  }
  const free = row.map((_, index) => (wanted[index] ?? 0) - (room[index] ?? 0));
  const isFirm = row.map(spot => spot.node !== undefined);
  const hasFirm = isFirm.includes(true);
  const firm = free.map((_, index) => index).filter(index => !hasFirm || isFirm[index]);
  const [right, left] = [[...free], [...free]];
  for (let at = 1; at < firm.length; at++) right[firm[at] ?? 0] = Math.max(free[firm[at] ?? 0] ?? 0, right[firm[at - 1] ?? 0] ?? 0);
  for (let at = firm.length - 2; at >= 0; at--) left[firm[at] ?? 0] = Math.min(free[firm[at] ?? 0] ?? 0, left[firm[at + 1] ?? 0] ?? 0);
  for (const index of firm) free[index] = ((right[index] ?? 0) + (left[index] ?? 0)) / 2;
  for (let index = 1; hasFirm && index < row.length; index++) if (!isFirm[index]) free[index] = Math.max(free[index] ?? 0, free[index - 1] ?? 0);
  for (let index = row.length - 2; hasFirm && index >= 0; index--) if (!isFirm[index]) free[index] = Math.min(free[index] ?? 0, free[index + 1] ?? 0);
  row.forEach((spot, index) => (spot.x = (free[index] ?? 0) + (room[index] ?? 0)));
}

function finish(rows: readonly Spot[][], pieces: readonly { readonly from: Spot; readonly to: Spot; readonly tensor: number }[]): Layout {
  const nodes: LaidNode[] = [];
  const byRank: LaidNode[][] = [];
  let [left, right] = [0, 0];
  for (const row of rows) {
    const inRank: LaidNode[] = [];
    for (const { node, x } of row ?? []) {
      left = Math.min(left, x - NODE.width / 2);
      right = Math.max(right, x + NODE.width / 2);
      if (node === undefined) continue;
      node.x = x;
      inRank.push(node);
      nodes.push(node);
    }
    byRank.push(inRank);
  }
  const segments: Segment[][] = byRank.map(() => []);
  const point = ({ x, rank, node }: Spot): Point => ({ x, y: rank * NODE.row, isNode: node !== undefined });
  for (const { from, to, tensor } of pieces) {
    const segment = { from: point(from), to: point(to), tensor };
    for (let rank = from.rank; rank < to.rank; rank++) segments[rank]?.push(segment);
  }
  return { nodes, segments, ranks: byRank, left, right, height: Math.max(byRank.length - 1, 0) * NODE.row };
}
