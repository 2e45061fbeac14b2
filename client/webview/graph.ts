import type { GraphFocus } from '../src/features/graph/graphPage';
import type { GraphAnswer, GraphOperator, GraphSide } from '../src/features/graph/protocol';
import type { GraphTexts } from '../src/features/graph/texts';
import { details, tensorDetails } from './details';
import { button, h, keepFocus, shape, short } from './dom';
import { Drawing, type Picked } from './drawing';
import type { Send, View } from './main';
import { statesOf, type State } from './states';

const MOST_ROWS = 150;
const MOST_PARTITIONS = 4;

/** The model as a graph, with a list that can be searched beside it, and what is known about the operator that was picked. */
export function graphView(root: HTMLElement, texts: GraphTexts, send: Send): View {
  let answer: GraphAnswer | undefined;
  let subgraph = 0;
  let by = -1;
  let states: readonly State[] = [];
  let focus: GraphFocus | undefined;
  let firstFound: Picked | undefined;
  let opened: Picked | undefined;

  const drawing = new Drawing(picked => open(picked));
  const bar = h('div', { class: 'toolbar' });
  const legend = h('ul', { class: 'legend' });
  const search = h('input', { type: 'search', id: 'search', placeholder: texts.search, 'aria-label': texts.search, input: () => list() });
  const side = h('aside', {});
  root.replaceChildren(
    h('div', { class: 'graph-page' }, h('div', { class: 'graph-head' }, bar, legend), h('div', { class: 'graph-body' }, drawing.canvas, side)),
  );
  side.append(h('p', { class: 'quiet' }, texts.working));
  search.addEventListener('keydown', event => {
    if (event.key === 'Escape') search.value = '';
    if (event.key === 'Escape' || event.key === 'Enter') list();
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    side.querySelector<HTMLElement>('.rows button')?.focus();
    // The key is not pressed on the row as well.
    event.preventDefault();
  });
  side.addEventListener('keydown', event => {
    if (event.key === 'Escape') return list();
    const next = event.key === 'ArrowDown' ? 'nextElementSibling' : event.key === 'ArrowUp' ? 'previousElementSibling' : undefined;
    if (next === undefined || !(event.target instanceof HTMLElement)) return;
    event.target.closest('li')?.[next]?.querySelector<HTMLElement>('button')?.focus();
    event.preventDefault();
  });

  return {
    show: (value: GraphAnswer) => {
      const isSame = answer?.model === value.model && answer.side === value.side;
      answer = value;
      if (!isSame) by = by >= value.targets.length ? -1 : by;
      if (subgraph >= value.subgraphs.length) subgraph = 0;
      redraw(isSame);
      list();
    },
    focus: (value: GraphFocus) => {
      focus = value;
      goTo();
    },
  };

  function redraw(keepsPlace: boolean): void {
    const graph = answer?.subgraphs[subgraph];
    if (answer === undefined || graph === undefined) return;
    states = statesOf(answer, subgraph, by, texts);
    drawing.canvas.setAttribute('aria-label', texts.canvas.replace('{0}', String(graph.operators.length)));
    drawing.show(graph, states, keepsPlace);
    const shown = answer;
    keepFocus(root, () => toolbar(shown));
    const counts = new Map<string, { state: State; count: number }>();
    for (const state of states) counts.set(state.key, { state, count: (counts.get(state.key)?.count ?? 0) + 1 });
    // More partitions than colours are told as one.
    const taken = [...counts.values()].filter(({ state }) => /^runs\d/.test(state.key));
    if (taken.length > MOST_PARTITIONS) {
      for (const { state } of taken) counts.delete(state.key);
      const [first] = taken;
      const text = `${texts.runs}, ${taken.length} ${texts.partitions}`;
      if (first !== undefined) counts.set('runs', { state: { ...first.state, text, sign: '✓' }, count: taken.reduce((sum, one) => sum + one.count, 0) });
    }
    legend.replaceChildren(
      ...[...counts.values()].slice(0, 8).map(({ state, count }) => {
        const dot = h('span', { class: 'dot', 'aria-hidden': 'true' });
        dot.style.background = `var(${state.colour})`;
        return h('li', {}, dot, by < 0 ? `${state.text}: ${count}` : `${state.sign.slice(0, 1)} ${state.text}: ${count}`);
      }),
    );
  }

  function toolbar({ side: shown, other, targets, subgraphs }: GraphAnswer): void {
    const sideButton = (value: GraphSide, text: string) =>
      button(text, () => send('side', value), { 'aria-pressed': shown === value ? 'true' : 'false', class: shown === value ? 'pressed' : '', id: value });
    const colours = h(
      'select',
      { id: 'colour', change: event => recolour(Number((event.target as HTMLSelectElement).value)) },
      h('option', { value: -1, selected: by < 0 }, texts.types),
      targets.map((target, index) =>
        h('option', { value: index, selected: by === index }, `${target.title} · ${Math.round(target.coverage * 100)} % ${texts.covers}`),
      ),
    );
    const parts =
      subgraphs.length < 2
        ? null
        : h(
            'select',
            { id: 'subgraph', 'aria-label': texts.subgraph, change: event => reopen(Number((event.target as HTMLSelectElement).value)) },
            subgraphs.map((one, index) =>
              h('option', { value: index, selected: index === subgraph }, `${texts.subgraph} ${index}${one.name === '' ? '' : ` ${short(one.name, 24)}`}`),
            ),
          );
    bar.replaceChildren(
      ...[
        other
          ? h('span', { class: 'group', role: 'group', 'aria-label': texts.side }, sideButton('before', texts.before), sideButton('after', texts.after))
          : null,
        h('label', {}, `${texts.colour} `, colours),
        parts,
        h(
          'span',
          { class: 'group' },
          button('−', () => drawing.zoom(0.8), { title: texts.zoomOut, 'aria-label': texts.zoomOut }),
          button('+', () => drawing.zoom(1.25), { title: texts.zoomIn, 'aria-label': texts.zoomIn }),
          button(texts.fit, () => drawing.fit()),
        ),
        h(
          'span',
          { class: 'group' },
          button(texts.tryIt, () => send('try'), { id: 'try' }),
          button(texts.profile, () => send('profile'), { id: 'profile' }),
        ),
      ].filter(part => part !== null),
    );
  }

  function recolour(value: number): void {
    by = value;
    redraw(true);
  }

  function reopen(value: number): void {
    subgraph = value;
    redraw(false);
    list();
  }

  /** Operators, and the tensors that the words are in. */
  function list(): void {
    const graph = answer?.subgraphs[subgraph];
    if (graph === undefined) return;
    const words = search.value
      .trim()
      .toLowerCase()
      .split(/\s+/)
      .filter(word => word !== '');
    const fits = (text: string) => words.every(word => text.toLowerCase().includes(word));
    const makers = new Map(graph.operators.flatMap(operator => operator.outputs.map(output => [output, operator.index] as const)));
    const readers = new Map(graph.operators.flatMap(operator => operator.inputs.map(input => [input, operator.index] as const)));
    const rows = graph.operators
      .filter(operator => fits(`${operator.index} ${operator.name} ${operator.outputs.map(output => graph.tensors[output]?.name ?? '').join(' ')}`))
      .map(operator => ({
        picked: { kind: 'operator', index: operator.index } as Picked,
        title: `${operator.index} ${operator.name}`,
        tensor: graph.tensors[operator.outputs[0] ?? -1],
      }));
    // A constant's name leads to who reads it.
    const tensors =
      words.length === 0
        ? []
        : graph.tensors
            .filter(tensor => !makers.has(tensor.index) && readers.has(tensor.index) && fits(tensor.name))
            .map(tensor => ({ picked: { kind: 'operator', index: readers.get(tensor.index) ?? 0 } as Picked, title: short(tensor.name, 34), tensor }));
    const all = [...rows, ...tensors];
    firstFound = words.length === 0 ? undefined : all[0]?.picked;
    const items = all.slice(0, MOST_ROWS).map(({ picked }) =>
      h(
        'li',
        {},
        button('', () => choose(picked), { class: 'row' }),
      ),
    );
    items.forEach((item, index) => {
      const { title, tensor } = all[index] ?? { title: '', tensor: undefined };
      item.firstElementChild?.append(h('span', {}, title), h('span', { class: 'quiet' }, tensor === undefined ? '' : shape(tensor.shape)));
    });
    // Whoever closes the details by keyboard is back where they were opened.
    const isInside = side.contains(document.activeElement) && document.activeElement !== search;
    const more = all.length > MOST_ROWS ? h('p', { class: 'quiet' }, `… ${all.length - MOST_ROWS} ${texts.more}`) : null;
    if (!side.contains(search) || side.querySelector('.rows') === null) side.replaceChildren(search);
    else for (const node of [...side.children]) if (node !== search) node.remove();
    side.append(h('ul', { class: 'rows' }, items), ...(all.length === 0 ? [h('p', { class: 'quiet' }, texts.none)] : []), ...(more === null ? [] : [more]));
    const row = all.findIndex(({ picked }) => picked.kind === opened?.kind && picked.index === opened.index);
    if (isInside) (items[row]?.querySelector('button') ?? search).focus();
  }

  function choose(picked: Picked): void {
    drawing.select(picked);
    open(picked);
  }

  function open(picked: Picked | undefined): void {
    if (answer === undefined) return;
    if (picked === undefined) return list();
    opened = picked;
    const isInside = side.contains(document.activeElement);
    const page =
      picked.kind === 'operator' ? details(answer, subgraph, picked.index, texts, choose) : tensorDetails(answer, subgraph, picked.index, texts, choose);
    const close = button('✕', () => list(), { class: 'close', title: texts.close, 'aria-label': texts.close });
    side.replaceChildren(h('div', { class: 'details' }, close, page));
    if (isInside) close.focus();
  }

  /** What is said of the tensor, beside the operator that makes it, else the first that reads it. */
  function goToTensor(tensor: number, operators: readonly GraphOperator[]): void {
    const at = operators.find(({ outputs }) => outputs.includes(tensor)) ?? operators.find(({ inputs }) => inputs.includes(tensor));
    drawing.select(at === undefined ? { kind: 'input', index: tensor } : { kind: 'operator', index: at.index });
    open({ kind: 'input', index: tensor });
  }

  function goTo(): void {
    const graphs = answer?.subgraphs;
    if (focus === undefined || graphs === undefined) return;
    const wanted = focus.subgraph < graphs.length ? focus.subgraph : 0;
    if (wanted !== subgraph) reopen(wanted);
    if (focus.operator !== undefined) choose({ kind: 'operator', index: focus.operator });
    else if (focus.tensor !== undefined) goToTensor(focus.tensor, graphs[wanted]?.operators ?? []);
    else if (focus.search !== undefined && focus.search !== '') {
      search.value = focus.search;
      list();
      drawing.select(firstFound);
    }
    focus = undefined;
  }
}
