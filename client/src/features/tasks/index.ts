import { CustomExecution, Task, TaskGroup, TaskScope, tasks, workspace, type ExtensionContext, type Uri, type WorkspaceFolder } from 'vscode';
import type { Server } from '../../infrastructure/server';
import type { Runs } from '../run/runs';
import { asDefinition, recipeOf, titleOfTask, type RecipeTask } from './definition';
import { RecipeTerminal } from './terminal';

const TYPE = 'optrecipe';
/** How many recipes get tasks at most. */
const MOST_RECIPES = 100;

/** Tasks: run or check a recipe in a terminal whose lines the problem matcher `$optrecipe` reads. VS Code itself keeps them from running without trust. */
export function activateTasks(context: ExtensionContext, server: Server, runs: Runs): void {
  const make = (definition: RecipeTask, scope: WorkspaceFolder | TaskScope): Task => {
    const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
    const execution = new CustomExecution(resolved => Promise.resolve(new RecipeTerminal(server, runs, asDefinition(resolved) ?? definition, folder?.uri)));
    const task = new Task(definition, scope as WorkspaceFolder, titleOfTask(definition), TYPE, execution, '$optrecipe');
    if (definition.check !== true) task.group = TaskGroup.Build;
    task.presentationOptions = { clear: true };
    return task;
  };
  context.subscriptions.push(tasks.registerTaskProvider(TYPE, {
    async provideTasks(token) {
      const recipes = await workspace.findFiles('**/*.optrecipe.{yaml,yml}', '**/{node_modules,out,.optrecipe}/**', MOST_RECIPES, token);
      return recipes.sort((a, b) => a.path.localeCompare(b.path)).flatMap(recipe => tasksOf(recipe, make));
    },
    resolveTask(task) {
      const definition = asDefinition(task.definition);
      // The definition must be the one that was given, or VS Code takes it for another task.
      return definition === undefined ? undefined : make(task.definition as unknown as RecipeTask, task.scope ?? TaskScope.Workspace);
    },
  }));
}

function tasksOf(recipe: Uri, make: (definition: RecipeTask, scope: WorkspaceFolder | TaskScope) => Task): Task[] {
  const folder = workspace.getWorkspaceFolder(recipe);
  if (folder === undefined) return [];
  const path = recipeOf(recipe, folder.uri);
  return [make({ type: TYPE, recipe: path }, folder), make({ type: TYPE, recipe: path, check: true }, folder)];
}
