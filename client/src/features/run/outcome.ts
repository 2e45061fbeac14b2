import { commands, l10n, Uri, window, type LogOutputChannel } from 'vscode';
import type { RunAnswer } from './protocol';

/** Tells how a run started by command ended. True: the user wants it again, overwriting what stands in the way. */
export async function reportOutcome(answer: RunAnswer, log: LogOutputChannel, opensReport = false): Promise<boolean> {
  const report = answer.outputs.find(output => output.kind === 'report');
  if (opensReport && report) void openFile(Uri.parse(report.uri, true));
  switch (answer.status) {
    case 'succeeded':
      void offerOutputs(window.showInformationMessage, answer);
      return false;
    case 'budgetBroken':
      void offerOutputs(window.showWarningMessage, answer);
      return false;
    case 'needsForce':
      return offerOverwrite(answer);
    case 'cancelled':
      window.setStatusBarMessage(answer.message, 5000);
      return false;
    case 'invalid':
      void offer(window.showErrorMessage(answer.message, l10n.t('Show Problems')), () => commands.executeCommand('workbench.actions.view.problems'));
      return false;
    default:
      void offer(window.showErrorMessage(answer.message, l10n.t('Show Log')), () => log.show());
      return false;
  }
}

/** A file that no earlier run of this recipe wrote is not overwritten without this question. */
export async function offerOverwrite(answer: RunAnswer): Promise<boolean> {
  const overwrite = l10n.t('Overwrite');
  return (await window.showWarningMessage(answer.message, overwrite)) === overwrite;
}

async function offerOutputs(show: typeof window.showInformationMessage, answer: RunAnswer): Promise<void> {
  const openReport = l10n.t('Open Report');
  const showFile = l10n.t('Show File');
  const report = answer.outputs.find(output => output.kind === 'report');
  const model = answer.outputs.find(output => output.kind === 'tflite');
  const choice = await show(answer.message, ...(report ? [openReport] : []), ...(model ? [showFile] : []));
  if (choice === openReport && report) await openFile(Uri.parse(report.uri, true));
  else if (choice === showFile && model) await commands.executeCommand('revealInExplorer', Uri.parse(model.uri, true));
}

async function openFile(file: Uri): Promise<void> {
  await commands.executeCommand(file.path.endsWith('.md') ? 'markdown.showPreview' : 'vscode.open', file);
}

async function offer(choice: Thenable<string | undefined>, action: () => unknown): Promise<void> {
  if ((await choice) !== undefined) await action();
}
