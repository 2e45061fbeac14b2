// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeGraph.cs; tests/client/protocol.test.ts compares the two.
import { RequestType } from 'vscode-languageclient';
import type { RecipeParams } from '../plan/protocol';

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

export interface GraphAnswer {
  readonly model: string;
  readonly subgraphs: readonly GraphSubgraph[];
}

export const GraphRequest = new RequestType<RecipeParams, GraphAnswer, void>('optrecipe/graph');
