import type { TryAnswer, TryInput, TryOutput, TryParams, TryTensor } from '../src/features/try/protocol';
import type { TryTexts } from '../src/features/try/texts';
import { bar, button, bytes, h, keepFocus, number, sentence, shape, short, table, type Child } from './dom';
import type { Send, View } from './main';
import { picture } from './picture';

/** What the models answered to one sample, and what they were given. */
export function tryView(root: HTMLElement, texts: TryTexts, send: Send): View {
  const status = h('p', { class: 'status', role: 'status' }, texts.working);
  const body = h('div');
  root.replaceChildren(status, body);

  return {
    busy: isSearching => {
      document.body.classList.add('busy');
      status.textContent = isSearching === true ? texts.searching : texts.working;
    },
    show: ({ answer, params }: { answer: TryAnswer; params: TryParams }) => {
      document.body.classList.remove('busy');
      status.textContent = '';
      const parts = answer.problem === null ? [...answered(answer), ...hints(answer, params)] : [problem(answer), ...hints(answer, params)];
      keepFocus(root, () => body.replaceChildren(header(answer), toolbar(answer, params), ...parts));
      if (params.worst) body.querySelector('.worst')?.scrollIntoView({ block: 'nearest' });
    },
  };

  function header(answer: TryAnswer): HTMLElement {
    const models = answer.models.map(model => `${model.optimized ? texts.optimized : texts.float}: ${model.name}, ${bytes(model.bytes)}`);
    return h(
      'header',
      {},
      h('h1', {}, answer.problem === null ? sentence(answer.summary) : texts.problem),
      h('p', { class: 'quiet' }, [models.join(' · '), answer.note].filter(part => part !== '').join(' · ')),
    );
  }

  function toolbar(answer: TryAnswer, params: TryParams): HTMLElement {
    const sets = h('select', { id: 'set', 'aria-label': texts.data, change: event => choose((event.target as HTMLSelectElement).value) });
    if (params.file !== null) sets.append(h('option', { value: '', selected: true }, answer.data));
    for (const set of answer.sets) sets.append(h('option', { value: set, selected: params.file === null && set === (params.set ?? answer.sets[0]) }, set));
    const choose = (set: string) => set !== '' && send('set', set);
    const index = h('input', {
      id: 'index',
      type: 'number',
      min: 1,
      max: Math.max(answer.count, 1),
      value: answer.index + 1,
      'aria-label': texts.sample,
      change: event => send('index', Math.max(0, Math.trunc(Number((event.target as HTMLInputElement).value)) - 1)),
    });
    return h(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': texts.sample },
      sets,
      button('◀', () => send('index', Math.max(0, answer.index - 1)), {
        id: 'previous',
        title: texts.previous,
        'aria-label': texts.previous,
        disabled: answer.index === 0,
      }),
      index,
      h('span', { class: 'quiet' }, `${texts.of} ${answer.count}`),
      button('▶', () => send('index', answer.index + 1), {
        id: 'next',
        title: texts.next,
        'aria-label': texts.next,
        disabled: answer.index + 1 >= answer.count,
      }),
      button(texts.pick, () => send('pick'), { id: 'pick' }),
      answer.models.length > 1 && answer.count > 1 && button(texts.worst, () => send('worst'), { id: 'worst' }),
      button(texts.graph, () => send('graph'), { id: 'graph' }),
    );
  }

  function answered(answer: TryAnswer): HTMLElement[] {
    const place = [short(answer.sample.replaceAll('`', ''), 60), answer.label === '' ? '' : `${texts.label}: ${answer.label}`]
      .filter(part => part !== '')
      .join(' · ');
    const columns = h(
      'div',
      { class: 'columns' },
      h('section', {}, h('h2', {}, texts.input), h('p', { class: 'quiet' }, place), answer.inputs.map(input)),
      h(
        'section',
        { class: 'first' },
        h('h2', {}, texts.output),
        answer.outputs.map(one => output(one, answer)),
      ),
    );
    return answer.worst.length === 0 ? [columns] : [columns, worst(answer)];
  }

  function input(one: TryInput): HTMLElement {
    return h('figure', {}, picture(one, texts.lowHigh), h('figcaption', {}, short(one.name)), tensors(one.tensors));
  }

  /** The same tensor in each model, side by side. */
  function tensors(all: readonly TryTensor[]): HTMLElement {
    const row = (name: string, of: (tensor: TryTensor) => Child): Child[] => [name, ...all.map(of)];
    return table(
      '',
      ['', ...[texts.float, texts.optimized].slice(0, all.length).map(name => `#${name}`)],
      [
        row(texts.type, tensor => `${tensor.type} ${shape(tensor.shape)}`),
        ...(all.some(tensor => tensor.scale !== null)
          ? [row(texts.scale, tensor => number(tensor.scale, 6)), row(texts.zeroPoint, tensor => tensor.zeroPoint ?? '–')]
          : []),
        row(`${texts.minimum} … ${texts.maximum}`, tensor => `${number(tensor.minimum)} … ${number(tensor.maximum)}`),
        row(texts.mean, tensor => number(tensor.mean)),
      ],
    );
  }

  function output(one: TryOutput, answer: TryAnswer): HTMLElement {
    const hasTwo = answer.models.length > 1;
    const best = Math.max(...one.rows.flatMap(row => [Math.abs(row.float ?? 0), Math.abs(row.optimized ?? 0)]), 1e-30);
    const scored = (value: number | null, kind: string): Child =>
      h('span', { class: 'scored' }, bar(Math.abs(value ?? 0) / best, kind), h('span', {}, one.classes && value !== null ? value.toFixed(4) : number(value)));
    const rows = one.rows.map((row): Child[] => {
      const name = one.classes
        ? h('span', { class: row.name === answer.label ? 'label' : '' }, row.name)
        : `${row.index}${row.name === '' ? '' : ` ${row.name}`}`;
      const difference =
        row.float === null || row.optimized === null ? '–' : one.classes ? signed(row.optimized - row.float) : number(row.optimized - row.float, 3);
      return hasTwo ? [name, scored(row.float, 'float'), scored(row.optimized, 'optimized'), difference] : [name, scored(row.float, 'float')];
    });
    const heads = [one.classes ? texts.classes : texts.place, texts.float, ...(hasTwo ? [texts.optimized, `#${texts.difference}`] : [])];
    const caption = `${short(one.name)} · ${one.rows.length === one.count ? `${one.count} ${texts.values}` : `${one.rows.length} ${texts.shown} ${one.count}`}`;
    const figures =
      one.maxDifference === null
        ? []
        : one.maxDifference === 0
          ? [texts.same]
          : [
              `${texts.most} ${number(one.maxDifference, 3)}`,
              one.sqnr === null ? '' : `SQNR ${one.sqnr.toFixed(1)} dB`,
              one.cosine === null ? '' : `cosine ${one.cosine.toFixed(5)}`,
            ];
    return h(
      'div',
      { class: 'output' },
      h('div', { class: 'scroll' }, table(caption, heads, rows)),
      h('p', { class: 'figures' }, figures.filter(part => part !== '').join(' · ')),
    );
  }

  function worst(answer: TryAnswer): HTMLElement {
    const isClasses = answer.worst.some(rank => rank.float !== '');
    const rows = answer.worst.map((rank): Child[] => [
      button(short(rank.sample.replaceAll('`', ''), 50), () => send('index', rank.index), {
        id: `worst${rank.index}`,
        class: 'link',
        'aria-current': rank.index === answer.index,
      }),
      ...(isClasses
        ? [
            rank.float,
            h('span', { class: rank.float === rank.optimized ? '' : 'changed' }, rank.float === rank.optimized ? rank.optimized : `≠ ${rank.optimized}`),
            rank.label,
          ]
        : []),
      number(rank.difference, 3),
    ]);
    const heads = [texts.sample, ...(isClasses ? [texts.float, texts.optimized, texts.label] : []), `#${texts.most}`];
    return h(
      'section',
      { class: 'worst' },
      h('h2', {}, texts.worstHeading),
      h('div', { class: 'scroll' }, table(`${answer.looked} ${texts.looked}`, heads, rows)),
    );
  }

  function problem(answer: TryAnswer): HTMLElement {
    return h(
      'section',
      { class: 'problem' },
      h('p', { role: 'alert' }, sentence(answer.problem ?? '')),
      answer.wants.length === 0 ? null : h('h2', {}, texts.wants),
      answer.wants.length === 0
        ? null
        : h(
            'div',
            { class: 'scroll' },
            table(
              '',
              [texts.input, texts.type, `#${texts.scale}`, `#${texts.zeroPoint}`],
              answer.wants.map(tensor => [short(tensor.name), `${tensor.type} ${shape(tensor.shape)}`, number(tensor.scale, 6), tensor.zeroPoint ?? '–']),
            ),
          ),
    );
  }

  /** Steps that would help, and those that are being tried. */
  function hints(answer: TryAnswer, params: TryParams): HTMLElement[] {
    const offered = answer.suggestions.map((suggestion, index) =>
      h(
        'p',
        { class: 'hint' },
        sentence(suggestion.title),
        ' ',
        button(texts.tryWith, () => send('suggestion', index), { id: `with${index}` }),
      ),
    );
    if (params.preprocess.length === 0) return offered;
    const steps = params.preprocess.map(step => h('code', {}, step));
    return [
      ...offered,
      h(
        'p',
        { class: 'hint' },
        `${texts.tried} `,
        steps.flatMap((step, index) => (index === 0 ? [step] : [', ', step])),
        '. ',
        sentence(texts.keep),
        ' ',
        button(texts.forget, () => send('forget'), { id: 'forget' }),
      ),
    ];
  }
}

/** `+0.0012`. */
function signed(value: number): string {
  const text = Math.abs(value).toFixed(4);
  return text === '0.0000' ? text : `${value > 0 ? '+' : '−'}${text}`;
}
