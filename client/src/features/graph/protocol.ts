// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeGraph.cs; tests/client/protocol.test.ts compares the two.
import { RequestType } from '../../infrastructure/messages';

export type GraphSide = 'before' | 'after';

export interface GraphParams {
  readonly uri: string;
  readonly side: GraphSide;
}

export interface GraphAnswer {
  readonly model: string;
  readonly side: GraphSide;
  readonly other: boolean;
  readonly targets: readonly GraphTarget[];
  readonly subgraphs: readonly GraphSubgraph[];
}

export interface GraphTarget {
  readonly title: string;
  readonly coverage: number;
  readonly verdicts: readonly GraphVerdict[];
}

export type GraphVerdictKind = 'runs' | 'notJudged' | 'fallsBack' | 'refused' | 'stops';

export interface GraphVerdict {
  readonly subgraph: number;
  readonly index: number;
  readonly kind: GraphVerdictKind;
  readonly partition: number;
  readonly rule: string;
  readonly reason: string;
}

export interface GraphStep {
  readonly title: string;
  readonly text: string;
}

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly tensor: number;
}

export interface GraphOperator {
  readonly index: number;
  readonly name: string;
  readonly version: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: string;
  readonly multiplyAccumulates: number;
  readonly steps: readonly GraphStep[];
}

export interface GraphTensor {
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly quantization: string;
  readonly bytes: number;
}

export interface GraphSubgraph {
  readonly name: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly tensors: readonly GraphTensor[];
  readonly operators: readonly GraphOperator[];
  readonly edges: readonly GraphEdge[];
}

export const GraphRequest = new RequestType<GraphParams, GraphAnswer>('optrecipe/graph');
