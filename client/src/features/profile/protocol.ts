// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeProfile.cs; tests/client/protocol.test.ts compares the two.
import { RequestType } from '../../infrastructure/messages';

export interface ProfileParams {
  readonly uri: string;
  readonly threads: number;
}

export interface ProfileAnswer {
  readonly problem: string | null;
  readonly note: string;
  readonly heading: string;
  readonly host: string;
  readonly threads: number;
  readonly models: readonly ProfileModel[];
}

export interface ProfileModel {
  readonly optimized: boolean;
  readonly uri: string;
  readonly name: string;
  readonly bytes: number;
  readonly runs: number;
  readonly median: number;
  readonly minimum: number;
  readonly operators: readonly ProfileOperator[];
}

export interface ProfileOperator {
  readonly subgraph: number;
  readonly index: number;
  readonly name: string;
  readonly output: string;
  readonly median: number;
  readonly share: number;
  readonly multiplyAccumulates: number;
  readonly bytes: number;
}

export const ProfileRequest = new RequestType<ProfileParams, ProfileAnswer>('optrecipe/profile');
