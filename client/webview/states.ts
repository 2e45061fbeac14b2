import type { GraphAnswer, GraphSubgraph, GraphVerdict } from '../src/features/graph/protocol';
import type { GraphTexts } from '../src/features/graph/texts';

/** How an operator looks: a colour of the theme, and a sign, so that nothing is told by colour alone. */
export interface State {
  readonly key: string;
  readonly text: string;
  readonly sign: string;
  readonly colour: string;
  readonly isFine: boolean;
}

const PARTITIONS = ['green', 'blue', 'purple', 'yellow'].map(name => `--vscode-charts-${name}`);
const INTEGERS = /^U?INT(4|8|16)$/;

/** What the operators' colours say: the types (-1), or the verdicts of a target. */
export function statesOf(answer: GraphAnswer, subgraphIndex: number, by: number, texts: GraphTexts): readonly State[] {
  const subgraph = answer.subgraphs[subgraphIndex];
  const target = answer.targets[by];
  if (subgraph === undefined) return [];
  if (target === undefined) {
    const computed = new Set([...subgraph.inputs, ...subgraph.operators.flatMap(operator => operator.outputs)]);
    return subgraph.operators.map((_, index) => typeState(subgraph, index, computed));
  }
  const verdicts = new Map(target.verdicts.filter(verdict => verdict.subgraph === subgraphIndex).map(verdict => [verdict.index, verdict]));
  return subgraph.operators.map((_, index) => verdictState(verdicts.get(index), texts));
}

function verdictState(verdict: GraphVerdict | undefined, texts: GraphTexts): State {
  switch (verdict?.kind) {
    case 'runs': {
      const isTaken = verdict.partition >= 0;
      const colour = isTaken ? (PARTITIONS[verdict.partition % PARTITIONS.length] ?? '') : (PARTITIONS[0] ?? '');
      return {
        key: `runs${verdict.partition}`,
        text: isTaken ? `${texts.partition} ${verdict.partition + 1}` : texts.runs,
        sign: isTaken ? `✓ ${verdict.partition + 1}` : '✓',
        colour,
        isFine: true,
      };
    }
    case 'fallsBack':
      return { key: 'fallsBack', text: texts.fallsBack, sign: '↷', colour: '--vscode-charts-orange', isFine: false };
    case 'refused':
      return { key: 'refused', text: texts.refused, sign: '✕', colour: '--vscode-charts-red', isFine: false };
    case 'stops':
      return { key: 'stops', text: texts.stops, sign: '■', colour: '--vscode-charts-red', isFine: false };
    default:
      return { key: 'notJudged', text: texts.notJudged, sign: '?', colour: '--vscode-disabledForeground', isFine: false };
  }
}

/** By what it computes with: the type of what it makes, and of the weights it reads. */
function typeState({ operators, tensors }: GraphSubgraph, index: number, computed: ReadonlySet<number>): State {
  const operator = operators[index];
  const made = tensors[operator?.outputs[0] ?? -1]?.type ?? '?';
  const weights = (operator?.inputs ?? []).filter(input => !computed.has(input)).map(input => tensors[input]?.type ?? '');
  const stored = weights.find(type => INTEGERS.test(type) || type === 'FLOAT16');
  if (INTEGERS.test(made)) return { key: made, text: made, sign: brief(made), colour: '--vscode-charts-green', isFine: true };
  if (made.startsWith('FLOAT') && stored !== undefined)
    return { key: `${made}${stored}`, text: `${made} × ${stored}`, sign: `${brief(made)}·${brief(stored)}`, colour: '--vscode-charts-blue', isFine: true };
  if (made.startsWith('FLOAT')) return { key: made, text: made, sign: brief(made), colour: '--vscode-charts-orange', isFine: true };
  return { key: made, text: made, sign: '', colour: '--vscode-charts-purple', isFine: true };
}

/** `i8`, `f32`. */
function brief(type: string): string {
  return type.replace('UINT', 'u').replace('INT', 'i').replace('FLOAT', 'f');
}
