import { commands, l10n, Uri, window, type LogOutputChannel } from 'vscode';
import type { RunAnswer } from './protocol';
import { titleOf } from './recipeUri';

export interface Finished {
  readonly uri: Uri;
  readonly answer: RunAnswer;
}

/** What the user wants the same run for once more: overwriting what stands in the way, or although nothing has changed. */
export type OnceMore = 'force' | 'again' | undefined;

/** Tells how a run started by command ended. */
export async function reportOutcome(uri: Uri, answer: RunAnswer, log: LogOutputChannel, opensReport = false): Promise<OnceMore> {
  if (opensReport && isWritten(answer)) void openReport(uri);
  const message = `${titleOf(uri)}: ${answer.message}`;
  switch (answer.status) {
    case 'succeeded':
      void offerOutputs(window.showInformationMessage, message, uri, answer);
      return undefined;
    case 'upToDate': {
      const show = isKept(answer) ? window.showInformationMessage : window.showWarningMessage;
      return (await offerOutputs(show, message, uri, answer, l10n.t('Run Anyway'))) ? 'again' : undefined;
    }
    case 'budgetBroken':
      void offerOutputs(window.showWarningMessage, message, uri, answer);
      return undefined;
    case 'needsForce':
      return (await offerOverwrite(uri, answer)) ? 'force' : undefined;
    case 'cancelled':
      window.setStatusBarMessage(message, 5000);
      return undefined;
    case 'invalid':
      void offer(window.showErrorMessage(message, l10n.t('Show Problems')), () => showProblems(uri));
      return undefined;
    default:
      void offer(window.showErrorMessage(message, l10n.t('Show Log')), () => log.show());
      return undefined;
  }
}

/** Several runs end in one notification; what went wrong comes first. */
export function reportOutcomes(finished: readonly Finished[], log: LogOutputChannel): void {
  const bad = finished.filter(({ answer }) => answer.status !== 'succeeded' && answer.status !== 'upToDate');
  for (const { uri, answer } of finished) log.info(`${titleOf(uri)}: ${answer.message}`);
  const [first] = bad;
  if (first === undefined) return void window.showInformationMessage(l10n.t('{0} recipes: all done', finished.length));
  const message = l10n.t('{0} of {1} recipes done. {2}', finished.length - bad.length, finished.length, `${titleOf(first.uri)}: ${first.answer.message}`);
  void offer(window.showWarningMessage(message, l10n.t('Show Log')), () => log.show());
}

/** A file that no earlier run of this recipe wrote is not overwritten without this question. */
export async function offerOverwrite(uri: Uri, answer: RunAnswer): Promise<boolean> {
  const overwrite = l10n.t('Overwrite');
  const message = `${titleOf(uri)}: ${answer.message}`;
  return (await window.showWarningMessage(message, overwrite)) === overwrite;
}

/** True: the user has chosen what is neither the report nor the file. */
async function offerOutputs(show: typeof window.showInformationMessage, message: string, uri: Uri, answer: RunAnswer, other?: string): Promise<boolean> {
  const report = l10n.t('Open Report');
  const showFile = l10n.t('Show File');
  const model = answer.outputs.find(output => output.kind === 'tflite');
  const choice = await show(message, ...(other === undefined ? [] : [other]), report, ...(model ? [showFile] : []));
  if (choice === report) await openReport(uri);
  else if (choice === showFile && model) await commands.executeCommand('revealInExplorer', Uri.parse(model.uri, true));
  return choice !== undefined && choice === other;
}

function isWritten({ status }: RunAnswer): boolean {
  return status === 'succeeded' || status === 'budgetBroken' || status === 'upToDate';
}

function isKept({ budget }: RunAnswer): boolean {
  return budget.every(({ kept }) => kept);
}

function openReport(uri: Uri): Thenable<unknown> {
  return commands.executeCommand('optrecipe.openReport', uri);
}

/** The recipe may be closed; then its problems are seen when it is open. */
async function showProblems(uri: Uri): Promise<void> {
  await commands.executeCommand('vscode.open', uri);
  await commands.executeCommand('workbench.actions.view.problems');
}

async function offer(choice: Thenable<string | undefined>, action: () => unknown): Promise<void> {
  if ((await choice) !== undefined) await action();
}
