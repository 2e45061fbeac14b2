import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layout, NODE, type Layout } from '../../client/webview/layout';
import type { GraphEdge, GraphSubgraph } from '../../client/src/features/graph/protocol';

/** Operators by what they read: names of operators before them, `x` for the model's input; the last one is the output. */
function graph(...reads: readonly (readonly (number | 'x')[])[]): GraphSubgraph {
  const edges: GraphEdge[] = reads.flatMap((from, to) => from.map(one => (one === 'x' ? { from: -1, to, tensor: 0 } : { from: one, to, tensor: one + 1 })));
  edges.push({ from: reads.length - 1, to: -1, tensor: reads.length });
  const tensor = { type: 'FLOAT32', shape: [1], quantization: '', bytes: 0 };
  const tensors = Array.from({ length: reads.length + 1 }, (_, index) => ({ ...tensor, index, name: `t${index}` }));
  const operator = { name: 'ADD', version: 1, options: '', multiplyAccumulates: 0, steps: [] };
  const operators = reads.map((from, index) => ({ ...operator, index, inputs: from.map(one => (one === 'x' ? 0 : one + 1)), outputs: [index + 1] }));
  return { name: '', inputs: [0], outputs: [reads.length], tensors, operators, edges };
}

const ranksOf = (laid: Layout) => laid.nodes.filter(node => node.kind === 'operator').sort((a, b) => a.index - b.index).map(node => node.rank);
const borderOf = (laid: Layout, kind: 'input' | 'output') => laid.nodes.find(node => node.kind === kind)?.rank;

test('Everything_stands_below_what_it_reads', () => {
  const laid = layout(graph(['x'], [0], [0], [1, 2], [3, 0]));
  assert.deepEqual(ranksOf(laid), [1, 2, 2, 3, 4]);
  assert.equal(borderOf(laid, 'input'), 0);
  assert.equal(borderOf(laid, 'output'), 5);
});

test('An_input_stands_above_its_first_reader_also_when_others_come_later', () => {
  const laid = layout(graph(['x'], [0], [1], [2, 'x']));
  assert.equal(borderOf(laid, 'input'), 0);
  assert.deepEqual(ranksOf(laid), [1, 2, 3, 4]);
});

test('A_chain_is_straight_and_branches_stand_apart', () => {
  const chain = layout(graph(['x'], [0], [1], [2]));
  assert.equal(new Set(chain.nodes.map(node => Math.round(node.x))).size, 1);
  const branches = layout(graph(['x'], [0], [0], [0], [1, 2, 3]));
  const middle = branches.ranks[2]?.map(node => node.x).sort((a, b) => a - b) ?? [];
  assert.equal(middle.length, 3);
  for (let index = 1; index < middle.length; index++) assert.ok((middle[index] ?? 0) - (middle[index - 1] ?? 0) >= NODE.width + NODE.gap - 1e-6);
});

test('A_long_way_bends_around_the_operators_between', () => {
  const laid = layout(graph(['x'], [0], [1], [2], [3, 0]));
  const between = laid.nodes.find(node => node.kind === 'operator' && node.index === 2);
  const bends = laid.segments.flat().filter(segment => segment.tensor === 1 && segment.to.y === between?.y && !segment.to.isNode);
  assert.equal(bends.length, 1);
  assert.ok(Math.abs((bends[0]?.to.x ?? 0) - (between?.x ?? 0)) >= NODE.width / 2);
});

test('A_model_whose_operators_read_what_comes_later_is_laid_out_too', () => {
  const broken = graph(['x'], [0]);
  const laid = layout({ ...broken, edges: [...broken.edges, { from: 1, to: 0, tensor: 2 }, { from: 7, to: 0, tensor: 9 }] });
  assert.equal(laid.nodes.length, 4);
});

test('A_thousand_operators_with_long_ways_are_all_placed', () => {
  const before = (index: number) => (index > 40 && index % 10 === 0 ? [index - 1, index - 40] : [index - 1]);
  const reads = Array.from({ length: 1000 }, (_, index) => (index === 0 ? ['x' as const] : before(index)));
  const laid = layout(graph(...reads));
  assert.equal(laid.nodes.length, 1002);
  assert.ok(laid.nodes.every(node => Number.isFinite(node.x)));
  assert.ok(laid.right - laid.left < 20 * NODE.width, `${laid.right - laid.left} wide`);
});
