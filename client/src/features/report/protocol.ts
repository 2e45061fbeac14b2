// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeReport.cs; tests/client/protocol.test.ts compares the two.
import { RequestType } from '../../infrastructure/messages';
import type { RecipeParams } from '../plan/protocol';
import type { RunAnswerBudget, RunAnswerSizes } from '../run/protocol';

export interface ReportAnswer {
  readonly uri: string;
  readonly current: boolean;
  readonly before: RunAnswerSizes | null;
  readonly after: RunAnswerSizes | null;
  readonly budget: readonly RunAnswerBudget[];
  readonly outputs: readonly ReportOutput[];
  readonly data: string | null;
  readonly samples: number;
  readonly metrics: readonly ReportMetric[];
}

export interface ReportOutput {
  readonly kind: string;
  readonly path: string;
  readonly uri: string;
  readonly bytes: number;
  readonly present: boolean;
}

export interface ReportMetric {
  readonly metric: string;
  readonly better: string;
  readonly unit: string;
  readonly float: ReportFigure;
  readonly optimized: ReportFigure;
  readonly difference: ReportFigure;
}

export interface ReportFigure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export const ReportRequest = new RequestType<RecipeParams, ReportAnswer | null>('optrecipe/report');
