// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeTrial.cs; tests/client/protocol.test.ts compares the two.
import { RequestType } from '../../infrastructure/messages';

export interface TryParams {
  readonly uri: string;
  readonly set: string | null;
  readonly file: string | null;
  readonly preprocess: readonly string[];
  readonly index: number;
  readonly worst: boolean;
}

export interface TryAnswer {
  readonly problem: string | null;
  readonly note: string;
  readonly models: readonly TryModel[];
  readonly sets: readonly string[];
  readonly data: string;
  readonly count: number;
  readonly index: number;
  readonly sample: string;
  readonly label: string;
  readonly summary: string;
  readonly inputs: readonly TryInput[];
  readonly outputs: readonly TryOutput[];
  readonly wants: readonly TryTensor[];
  readonly suggestions: readonly TrySuggestion[];
  readonly worst: readonly TryRank[];
  readonly looked: number;
}

export interface TryModel {
  readonly optimized: boolean;
  readonly uri: string;
  readonly name: string;
  readonly bytes: number;
}

export interface TryTensor {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly scale: number | null;
  readonly zeroPoint: number | null;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
}

export type TryPictureKind = 'picture' | 'wave' | 'strip' | 'table';

export interface TryInput {
  readonly name: string;
  readonly tensors: readonly TryTensor[];
  readonly kind: TryPictureKind;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly pixels: string;
  readonly values: readonly (number | null)[];
}

export interface TryOutput {
  readonly name: string;
  readonly tensors: readonly TryTensor[];
  readonly count: number;
  readonly classes: boolean;
  readonly rows: readonly TryRow[];
  readonly sqnr: number | null;
  readonly cosine: number | null;
  readonly maxDifference: number | null;
}

export interface TryRow {
  readonly index: number;
  readonly name: string;
  readonly float: number | null;
  readonly optimized: number | null;
}

export interface TrySuggestion {
  readonly title: string;
  readonly step: string;
}

export interface TryRank {
  readonly index: number;
  readonly sample: string;
  readonly difference: number;
  readonly float: string;
  readonly optimized: string;
  readonly label: string;
}

export const TryRequest = new RequestType<TryParams, TryAnswer>('optrecipe/try');
