import { workspace, type ExtensionContext } from 'vscode';
import type { Server } from '../../infrastructure/server';
import { DidGrantTrustNotification } from './protocol';

/** The server learns at its start whether the workspace is trusted, and here when the user grants it later. */
export function activateTrust(context: ExtensionContext, server: Server): void {
  context.subscriptions.push(workspace.onDidGrantWorkspaceTrust(() => server.tell(DidGrantTrustNotification, {})));
}
