// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeExtensions.cs; tests/client/protocol.test.ts compares the two.
import { RequestType } from 'vscode-languageclient';

export interface RecipeParams {
  readonly uri: string;
}

export interface PlanAnswer {
  readonly markdown: string;
}

export const PlanRequest = new RequestType<RecipeParams, PlanAnswer, void>('optrecipe/plan');
