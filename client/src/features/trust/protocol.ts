// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeExtensions.cs; tests/client/protocol.test.ts compares the two.
import { NotificationType } from '../../infrastructure/messages';

export const DidGrantTrustNotification = new NotificationType<object>('optrecipe/didGrantTrust');
