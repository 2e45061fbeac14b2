import type { GraphAnswer, GraphSubgraph } from '../src/features/graph/protocol';
import type { GraphTexts } from '../src/features/graph/texts';
import { button, bytes, count, h, shape, short, type Child } from './dom';
import type { Picked } from './drawing';

const MOST_LINKS = 6;

type Choose = (picked: Picked) => void;

/** Everything that is known about an operator. */
export function details(answer: GraphAnswer, subgraph: number, index: number, texts: GraphTexts, choose: Choose): HTMLElement {
  const graph = answer.subgraphs[subgraph];
  const operator = graph?.operators[index];
  if (graph === undefined || operator === undefined) return h('div');
  const all = graph.operators.reduce((sum, one) => sum + one.multiplyAccumulates, 0);
  const work =
    operator.multiplyAccumulates === 0
      ? ''
      : ` · ${count(operator.multiplyAccumulates)} ${texts.work}, ${((100 * operator.multiplyAccumulates) / all).toFixed(1)} % ${texts.ofAll}`;
  return h(
    'div',
    {},
    h('h2', {}, `${operator.index} ${operator.name}`),
    h('p', { class: 'quiet' }, `${texts.version} ${operator.version}${work}`),
    operator.options === '' ? null : h('p', { class: 'options' }, operator.options),
    section(
      texts.inputs,
      operator.inputs.filter(tensor => tensor >= 0).map(tensor => tensorRow(graph, tensor, texts, choose, false)),
    ),
    section(
      texts.outputs,
      operator.outputs.map(tensor => tensorRow(graph, tensor, texts, choose, true)),
    ),
    section(
      texts.steps,
      operator.steps.map(step => h('li', {}, h('code', {}, step.title), h('br'), step.text)),
    ),
    section(
      texts.targets,
      answer.targets.flatMap(target => {
        const verdict = target.verdicts.find(one => one.subgraph === subgraph && one.index === index);
        if (verdict === undefined) return [];
        const said = verdict.partition >= 0 ? `${texts[verdict.kind]}, ${texts.partition} ${verdict.partition + 1}` : texts[verdict.kind];
        const reason = verdict.reason === '' ? [] : [h('br'), verdict.reason, h('br'), h('span', { class: 'quiet' }, `${texts.rule} ${verdict.rule}`)];
        return [h('li', {}, h('code', {}, target.title), ` ${said}`, reason)];
      }),
    ),
  );
}

/** Everything that is known about an input or output of the model. */
export function tensorDetails(answer: GraphAnswer, subgraph: number, index: number, texts: GraphTexts, choose: Choose): HTMLElement {
  const graph = answer.subgraphs[subgraph];
  const tensor = graph?.tensors[index];
  if (graph === undefined || tensor === undefined) return h('div');
  const link = (operator: number) => h('li', {}, operatorLink(graph, operator, choose));
  return h(
    'div',
    {},
    h('h2', {}, short(tensor.name, 60)),
    h('p', { class: 'quiet' }, graph.inputs.includes(index) ? texts.input : graph.outputs.includes(index) ? texts.output : texts.tensor),
    h('ul', { class: 'facts' }, facts(graph, index)),
    section(
      texts.madeBy,
      graph.operators.filter(operator => operator.outputs.includes(index)).map(operator => link(operator.index)),
    ),
    section(
      texts.readBy,
      graph.operators.filter(operator => operator.inputs.includes(index)).map(operator => link(operator.index)),
    ),
  );
}

function section(title: string, rows: readonly HTMLElement[]): Child {
  return rows.length === 0 ? null : h('section', {}, h('h3', {}, title), h('ul', { class: 'facts' }, rows));
}

function tensorRow(graph: GraphSubgraph, index: number, texts: GraphTexts, choose: Choose, isMade: boolean): HTMLElement {
  const tensor = graph.tensors[index];
  const makers = graph.operators.filter(operator => operator.outputs.includes(index));
  const readers = graph.operators.filter(operator => operator.inputs.includes(index));
  const others = isMade ? readers : makers;
  const links = others.slice(0, MOST_LINKS).flatMap((operator, place) => [place === 0 ? ' ' : ', ', operatorLink(graph, operator.index, choose)]);
  const border = isMade ? (graph.outputs.includes(index) ? texts.output : '') : graph.inputs.includes(index) ? texts.input : texts.constant;
  const way = links.length > 0 ? [isMade ? texts.readBy : texts.madeBy, ...links, others.length > MOST_LINKS ? ` … (${others.length})` : ''] : [border];
  const stored = tensor !== undefined && tensor.bytes > 0 ? `, ${bytes(tensor.bytes)}` : '';
  return h(
    'li',
    {},
    h('span', { title: tensor?.name }, short(tensor?.name ?? '', 44)),
    h('br'),
    `${tensor?.type ?? '?'} ${shape(tensor?.shape ?? [])}${stored}`,
    tensor === undefined || tensor.quantization === '' ? null : [h('br'), tensor.quantization],
    h('br'),
    h('span', { class: 'quiet' }, way),
  );
}

function facts(graph: GraphSubgraph, index: number): HTMLElement[] {
  const tensor = graph.tensors[index];
  return tensor === undefined
    ? []
    : [h('li', {}, `${tensor.type} ${shape(tensor.shape)}`), ...(tensor.quantization === '' ? [] : [h('li', {}, tensor.quantization)])];
}

function operatorLink(graph: GraphSubgraph, index: number, choose: Choose): HTMLElement {
  return button(`${index} ${graph.operators[index]?.name ?? ''}`, () => choose({ kind: 'operator', index }), { class: 'link' });
}
