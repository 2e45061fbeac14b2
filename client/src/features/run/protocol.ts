// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeExtensions.cs and OptRecipeRuns.cs; tests/client/protocol.test.ts compares the two.
import { NotificationType, RequestType } from '../../infrastructure/messages';
import type { RecipeParams } from '../plan/protocol';

export interface RunParams {
  readonly uri: string;
  readonly force: boolean;
  readonly again: boolean;
  readonly variants: boolean;
  readonly workDoneToken?: string | number;
}

export type RunAnswerStatus = 'succeeded' | 'invalid' | 'needsForce' | 'budgetBroken' | 'failed' | 'cancelled' | 'refused' | 'upToDate';

export interface RunAnswer {
  readonly status: RunAnswerStatus;
  readonly message: string;
  readonly outputs: readonly RunAnswerOutput[];
  readonly before: RunAnswerSizes | null;
  readonly after: RunAnswerSizes | null;
  readonly budget: readonly RunAnswerBudget[];
  readonly conflicts: readonly string[];
  readonly milliseconds: number;
}

export interface RunAnswerOutput {
  readonly kind: string;
  readonly path: string;
  readonly uri: string;
  readonly bytes: number;
}

export interface RunAnswerSizes {
  readonly file: number;
}

export interface RunAnswerBudget {
  readonly key: string;
  readonly limit: string;
  readonly measured: string;
  readonly kept: boolean;
}

export interface CancelRunAnswer {
  readonly cancelled: boolean;
}

export type RunTrigger = 'save' | 'command';

export interface RunFinishedParams {
  readonly uri: string;
  readonly trigger: RunTrigger;
  readonly result: RunAnswer;
}

export interface RunsParams {
  readonly running: RunningRun | null;
  readonly waiting: readonly string[];
}

export interface RunningRun {
  readonly uri: string;
  readonly trigger: RunTrigger;
  readonly message: string;
  readonly percentage: number;
  readonly left: string | null;
}

export interface CheckAnswer {
  readonly problem: string | null;
  readonly problems: readonly CheckedProblem[];
}

export interface CheckedProblem {
  readonly line: number;
  readonly column: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

export interface ReportPageAnswer {
  readonly markdown: string;
  readonly found: boolean;
}

export const RunRequest = new RequestType<RunParams, RunAnswer>('optrecipe/run');
export const CancelRunRequest = new RequestType<RecipeParams, CancelRunAnswer>('optrecipe/cancelRun');
export const RunFinishedNotification = new NotificationType<RunFinishedParams>('optrecipe/runFinished');
export const RunsNotification = new NotificationType<RunsParams>('optrecipe/runs');
export const CheckRequest = new RequestType<RecipeParams, CheckAnswer>('optrecipe/check');
export const VariantsPageRequest = new RequestType<RecipeParams, ReportPageAnswer>('optrecipe/variantsPage');
export const ReportPageRequest = new RequestType<RecipeParams, ReportPageAnswer>('optrecipe/reportPage');
