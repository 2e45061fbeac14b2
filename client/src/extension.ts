import type { ExtensionContext } from 'vscode';
import { activateAssociation } from './features/association';
import { activateCreate } from './features/create';
import { activateGraph } from './features/graph';
import { activatePlan } from './features/plan';
import { activateProfile } from './features/profile';
import { activateRecipes } from './features/recipes';
import { activateReport } from './features/report';
import { activateRun } from './features/run';
import { activateStatus } from './features/status';
import { RecipeStatuses } from './features/status/statuses';
import { activateTasks } from './features/tasks';
import { activateTrust } from './features/trust';
import { activateTry } from './features/try';
import { activateWelcome } from './features/welcome';
import { createLog } from './infrastructure/log';
import { Server } from './infrastructure/server';

let server: Server | undefined;

/** Starts the server's program, registers everything and returns; every feature waits for the server only when it is used. */
export function activate(context: ExtensionContext): void {
  const log = createLog(context);
  server = new Server(context, log);
  const statuses = new RecipeStatuses(context, server);
  activateStatus(context, server, statuses);
  server.start();
  activateTrust(context, server);
  const runs = activateRun(context, server, log);
  activateReport(context, server, runs);
  activateTasks(context, server, runs);
  activatePlan(context, server);
  activateCreate(context, server);
  activateTry(context, server);
  activateProfile(context, server);
  activateGraph(context, server);
  activateRecipes(context, server, statuses);
  activateWelcome(context, server, statuses);
  activateAssociation(context);
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
