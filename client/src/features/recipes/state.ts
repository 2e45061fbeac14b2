import { l10n } from 'vscode';
import type { ReportAnswer } from '../report/protocol';
import type { StatusParams } from '../status/protocol';

/** How a recipe stands, as its row in the view shows it. */
export interface RecipeState {
  /** A product icon of VS Code; `color` is the id of a theme colour. */
  readonly icon: string;
  readonly color?: string;
  readonly text: string;
}

/**
 * What is under way or was said last in this window wins; else what the last run left on the disk; `status` is undefined before the server
 * spoke of the recipe, `report` before it ran for the first time.
 */
export function describeRecipe(status: StatusParams | undefined, report: ReportAnswer | undefined): RecipeState {
  if (status?.busy) return { icon: 'sync~spin', text: l10n.t('running') };
  if (status?.severity === 'error') return { icon: 'error', color: 'problemsErrorIcon.foreground', text: status.text };
  if (report === undefined) return { icon: 'circle-outline', text: l10n.t('ready') };
  const change = sizes(report);
  if (!report.current) return { icon: 'circle-outline', text: change === '' ? l10n.t('changed since its run') : l10n.t('{0}, changed since', change) };
  if (report.budget.some(({ kept }) => !kept)) return { icon: 'error', color: 'problemsErrorIcon.foreground', text: l10n.t('over budget') };
  return { icon: 'pass', color: 'testing.iconPassed', text: change === '' ? l10n.t('done') : change };
}

function sizes({ before, after }: ReportAnswer): string {
  return before === null || after === null ? '' : `${sizeText(before.file)} → ${sizeText(after.file)}`;
}

/** As the server writes sizes (server/OptRecipe.Pipeline/Reporting/SizeText.cs). */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return l10n.t('{0} bytes', String(bytes));
  const [value, unit] = bytes < 1024 ** 2 ? [bytes / 1024, 'KiB'] : bytes < 1024 ** 3 ? [bytes / 1024 ** 2, 'MiB'] : [bytes / 1024 ** 3, 'GiB'];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}
