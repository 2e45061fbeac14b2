// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeExtensions.cs; tests/client/protocol.test.ts compares the two.
import { RequestType } from '../../infrastructure/messages';

export interface RecipeParams {
  readonly uri: string;
}

export interface PlanAnswer {
  readonly markdown: string;
}

export const PlanRequest = new RequestType<RecipeParams, PlanAnswer>('optrecipe/plan');
