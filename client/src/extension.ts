import type { ExtensionContext } from 'vscode';
import { activateCreate } from './features/create';
import { activatePlan } from './features/plan';
import { activateReport } from './features/report';
import { activateRun } from './features/run';
import { activateStatus } from './features/status';
import { activateTasks } from './features/tasks';
import { activateTrust } from './features/trust';
import { createLog } from './infrastructure/log';
import { Server } from './infrastructure/server';

let server: Server | undefined;

/** Registers everything and returns; the server starts on its own time and every feature waits for it only when it is used. */
export function activate(context: ExtensionContext): void {
  const log = createLog(context);
  server = new Server(context, log);
  activateStatus(context, server);
  activateTrust(context, server);
  const runs = activateRun(context, server, log);
  activateReport(context, server, runs);
  activateTasks(context, server, runs);
  activatePlan(context, server);
  activateCreate(context, server);
  server.start();
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
