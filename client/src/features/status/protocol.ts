// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeExtensions.cs; tests/client/protocol.test.ts compares the two.
import { NotificationType } from '../../infrastructure/messages';

export type StatusSeverity = 'information' | 'warning' | 'error';

export interface StatusParams {
  readonly uri: string;
  readonly text: string;
  readonly detail: string;
  readonly severity: StatusSeverity;
  readonly busy: boolean;
  readonly hasReport: boolean;
}

export const StatusNotification = new NotificationType<StatusParams>('optrecipe/status');
