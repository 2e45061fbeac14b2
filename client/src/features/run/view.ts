import { l10n } from 'vscode';
import type { RunAnswer, RunningRun } from './protocol';

/** What a status-bar item shows; nothing of VS Code's, so that it can be tested. */
export interface BarView {
  readonly text: string;
  readonly tooltip: string;
  readonly background: string | undefined;
  readonly command: { readonly command: string; readonly arguments?: unknown[] };
}

export function describeRunning(run: RunningRun, title: string, waiting: number): BarView {
  const parts = [`$(sync~spin) ${title} ${run.percentage} %`, ...(run.left === null ? [] : [run.left]), ...(waiting === 0 ? [] : [waitingText(waiting)])];
  const doing = [l10n.t('Running {0}: {1}', title, run.message), ...(run.left === null ? [] : [run.left])].join(', ');
  return { text: parts.join(' · '), tooltip: `${doing}. ${l10n.t('Select to cancel.')}`, background: undefined, command: { command: 'optrecipe.cancelRun' } };
}

export function waitingText(count: number): string {
  return l10n.t('{0} waiting', count);
}

/** Undefined for what only its user needs to know, who has been told. */
export function describeResult(answer: RunAnswer, uri: string): BarView | undefined {
  const openReport = { command: 'optrecipe.openReport', arguments: [uri] };
  const view = (text: string, command: BarView['command'], background?: string): BarView => ({ text, tooltip: answer.message, background, command });
  const overBudget = view(`$(warning) ${l10n.t('Over budget')}`, openReport, 'statusBarItem.warningBackground');
  switch (answer.status) {
    case 'upToDate':
      return isKept(answer) ? view(`$(check) ${l10n.t('Up to date')}`, openReport) : overBudget;
    case 'succeeded':
      return view(`$(check) ${sizes(answer) ?? l10n.t('Done')}`, openReport);
    case 'budgetBroken':
      return overBudget;
    case 'invalid':
      return view(`$(error) ${l10n.t('Not run')}`, { command: 'workbench.actions.view.problems' });
    case 'failed':
      return view(`$(error) ${l10n.t('Run failed')}`, { command: 'optrecipe.showLog' }, 'statusBarItem.errorBackground');
    default:
      return undefined;
  }
}

function isKept(answer: RunAnswer): boolean {
  return answer.budget.every(({ kept }) => kept);
}

/** The message's own words for the two sizes: `337 KiB → 91 KiB`. */
function sizes({ message }: RunAnswer): string | undefined {
  return /^[^,;]+ → [^,;]+/.exec(message)?.[0];
}
