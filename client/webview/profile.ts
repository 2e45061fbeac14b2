import type { ProfileAnswer, ProfileModel } from '../src/features/profile/protocol';
import type { ProfileTexts } from '../src/features/profile/texts';
import { bar, button, bytes, count, h, keepFocus, number, short, table, type Child } from './dom';
import type { Send, View } from './main';

const THREADS = [1, 2, 4, 8];

/** Where the time goes, in the float and in the optimized model. */
export function profileView(root: HTMLElement, texts: ProfileTexts, send: Send): View {
  const status = h('p', { class: 'status', role: 'status' }, texts.working);
  const body = h('div');
  root.replaceChildren(h('header', {}, h('h1', {}, texts.notTarget), h('p', { class: 'quiet' }, texts.explained)), status, body);
  let answer: ProfileAnswer | undefined;
  let isByTime = true;

  return {
    busy: () => {
      document.body.classList.add('busy');
      status.textContent = texts.working;
    },
    show: (value: ProfileAnswer) => {
      answer = value;
      document.body.classList.remove('busy');
      keepFocus(root, draw);
    },
  };

  function draw(): void {
    if (answer === undefined) return;
    status.textContent = answer.host;
    const threads = h(
      'select',
      { id: 'threads', change: event => send('threads', Number((event.target as HTMLSelectElement).value)) },
      [...new Set([...THREADS, answer.threads])]
        .sort((a, b) => a - b)
        .map(number => h('option', { value: number, selected: number === answer?.threads }, number)),
    );
    const order = h(
      'select',
      { id: 'order', change: event => reorder((event.target as HTMLSelectElement).value === 'time') },
      h('option', { value: 'time', selected: isByTime }, texts.byTime),
      h('option', { value: 'place', selected: !isByTime }, texts.byPlace),
    );
    body.replaceChildren(
      h(
        'div',
        { class: 'toolbar' },
        h('label', {}, `${texts.threads} `, threads),
        h('label', {}, `${texts.order} `, order),
        button(texts.again, () => send('again'), { id: 'again' }),
      ),
      answer.problem === null ? h('div', { class: 'columns' }, answer.models.map(model)) : h('p', { class: 'failed', role: 'alert' }, answer.problem),
      h('p', { class: 'quiet' }, answer.note),
    );
  }

  function reorder(byTime: boolean): void {
    isByTime = byTime;
    keepFocus(root, draw);
  }

  function model(one: ProfileModel, index: number): HTMLElement {
    const float = answer?.models[0];
    const ratio = index > 0 && float !== undefined ? ` · ${Math.round((100 * one.median) / float.median)} % ${texts.ratio}` : '';
    const numbered = one.operators.map((operator, row) => ({ operator, row }));
    if (isByTime) numbered.sort((a, b) => b.operator.share - a.operator.share);
    const most = Math.max(...one.operators.map(operator => operator.share), 1e-9);
    const kind = one.optimized ? 'optimized' : 'float';
    const rows = numbered.map(({ operator, row }): Child[] => [
      button(`${operator.index} ${operator.name}`, () => send('operator', [index, row]), {
        id: `operator${index}.${row}`,
        class: 'link',
        title: `${texts.open}: ${operator.output}`,
      }),
      h('span', { class: 'scored' }, bar(operator.share / most, kind), h('span', {}, `${(100 * operator.share).toFixed(1)} %`)),
      number(operator.median, 3),
      operator.multiplyAccumulates === 0 ? '–' : count(operator.multiplyAccumulates),
    ]);
    return h(
      'section',
      {},
      h('h2', {}, `${one.optimized ? texts.optimized : texts.float}: ${number(one.median, 3)} ms${ratio}`),
      h(
        'p',
        { class: 'quiet' },
        `${short(one.name)}, ${bytes(one.bytes)} · ${texts.median}, ${one.runs} ${texts.runs} · ${texts.fastest} ${number(one.minimum, 3)} ms`,
      ),
      h('div', { class: 'scroll' }, table('', [texts.operator, texts.share, `#${texts.time}`, `#${texts.work}`], rows)),
    );
  }
}
