// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeExtensions.cs; tests/client/protocol.test.ts compares the two.
import { RequestType } from '../../infrastructure/messages';

export interface TargetsAnswer {
  readonly targets: readonly TargetChoice[];
}

export interface TargetChoice {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly group: boolean;
}

export interface NewRecipeParams {
  readonly uri: string;
  readonly model: string;
  readonly targets: readonly string[];
}

export interface NewRecipeAnswer {
  readonly text: string;
  readonly problem: string | null;
}

export const TargetsRequest = new RequestType<object, TargetsAnswer>('optrecipe/targets');
export const NewRecipeRequest = new RequestType<NewRecipeParams, NewRecipeAnswer>('optrecipe/newRecipe');
