import type { GraphAnswer, GraphSubgraph, GraphVerdict } from '../src/features/graph/protocol';
import type { GraphTexts } from '../src/features/graph/texts';

/** How an operator looks: a colour of the theme, and a sign, so that nothing is told by colour alone. */
export interface State {
  readonly key: string;
  readonly text: string;
  readonly sign: string;
  readonly colour: string;
}

const PARTITIONS = ['green', 'blue', 'purple', 'yellow'].map(name => `--vscode-charts-${name}`);
const INTEGERS = /^U?INT(4|8|16)$/;

/** What the operators' colours say: the types (-1), or the verdicts of a target. */
export function statesOf(answer: GraphAnswer, subgraphIndex: number, by: number, texts: GraphTexts): readonly State[] {
  const subgraph = answer.subgraphs[subgraphIndex];
  const target = answer.targets[by];
  if (subgraph === undefined) return [];
  if (target === undefined) return subgraph.operators.map((_, index) => typeState(subgraph, index));
  const verdicts = new Map(target.verdicts.filter(verdict => verdict.subgraph === subgraphIndex).map(verdict => [verdict.index, verdict]));
  return subgraph.operators.map((_, index) => verdictState(verdicts.get(index), texts));
}

function verdictState(verdict: GraphVerdict | undefined, texts: GraphTexts): State {
  switch (verdict?.kind) {
    case 'runs': {
      const isTaken = verdict.partition >= 0;
      const colour = isTaken ? PARTITIONS[verdict.partition % PARTITIONS.length] ?? '' : PARTITIONS[0] ?? '';
      return { key: `runs${verdict.partition}`, text: isTaken ? `${texts.partition} ${verdict.partition + 1}` : texts.runs, sign: isTaken ? `✓ ${verdict.partition + 1}` : '✓', colour };
    }
    case 'fallsBack':
      return { key: 'fallsBack', text: texts.fallsBack, sign: '↷', colour: '--vscode-charts-orange' };
    case 'refused':
      return { key: 'refused', text: texts.refused, sign: '✕', colour: '--vscode-charts-red' };
    case 'stops':
      return { key: 'stops', text: texts.stops, sign: '■', colour: '--vscode-charts-red' };
    default:
      return { key: 'notJudged', text: texts.notJudged, sign: '?', colour: '--vscode-disabledForeground' };
  }
}

/** By what it computes with: the type of what it makes, and of the weights it reads. */
function typeState({ operators, tensors }: GraphSubgraph, index: number): State {
  const operator = operators[index];
  const made = tensors[operator?.outputs[0] ?? -1]?.type ?? '?';
  const weights = (operator?.inputs ?? []).map(input => tensors[input]).filter(tensor => tensor !== undefined && tensor.bytes > 0);
  const stored = weights.find(tensor => tensor !== undefined && (INTEGERS.test(tensor.type) || tensor.type === 'FLOAT16'))?.type;
  if (INTEGERS.test(made)) return { key: made, text: made, sign: '#', colour: '--vscode-charts-green' };
  if (made.startsWith('FLOAT') && stored !== undefined) return { key: `${made}${stored}`, text: `${made} × ${stored}`, sign: '½', colour: '--vscode-charts-blue' };
  if (made.startsWith('FLOAT')) return { key: made, text: made, sign: '~', colour: '--vscode-charts-orange' };
  return { key: made, text: made, sign: '·', colour: '--vscode-charts-purple' };
}
