import type { ExtensionContext } from 'vscode';
import { activateAssociation } from './features/association';
import { activateCreate } from './features/create';
import { activatePlan } from './features/plan';
import { activateRecipes } from './features/recipes';
import { activateReport } from './features/report';
import { activateRun } from './features/run';
import { activateStatus } from './features/status';
import { RecipeStatuses } from './features/status/statuses';
import { activateTasks } from './features/tasks';
import { activateTrust } from './features/trust';
import { activateWelcome } from './features/welcome';
import { createLog } from './infrastructure/log';
import { Server } from './infrastructure/server';

let server: Server | undefined;

/** Registers everything and returns; the server starts on its own time and every feature waits for it only when it is used. */
export function activate(context: ExtensionContext): void {
  const log = createLog(context);
  server = new Server(context, log);
  const statuses = new RecipeStatuses(context, server);
  activateStatus(context, server, statuses);
  activateTrust(context, server);
  const runs = activateRun(context, server, log);
  activateReport(context, server, runs);
  activateTasks(context, server, runs);
  activatePlan(context, server);
  activateCreate(context, server);
  activateRecipes(context, server, statuses);
  activateWelcome(context, server, statuses);
  activateAssociation(context);
  server.start();
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
