// Mirrors server/OptRecipe.Lsp/Protocol/OptRecipeExtensions.cs; tests/client/protocol.test.ts compares the two.
import { NotificationType0 } from 'vscode-languageclient';

export const DidGrantTrustNotification = new NotificationType0('optrecipe/didGrantTrust');
