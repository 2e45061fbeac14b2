import { l10n } from 'vscode';
import type { CheckedProblem, RunAnswer } from '../run/protocol';

/** As the command line ends: see `server/OptRecipe.Cli/ExitCode.cs`. */
const EXIT: Partial<Record<RunAnswer['status'], number>> = { succeeded: 0, upToDate: 0, invalid: 1, budgetBroken: 3, cancelled: 130 };
const RUN_FAILED = 5;

/** A diagnostic as the command line prints it and `$optrecipe` reads it: `file:line:column: severity CODE: message`. */
export function problemLine(file: string, { line, column, severity, code, message }: CheckedProblem): string {
  return `${file}:${line}:${column}: ${severity} ${code}: ${printable(message)}`;
}

export function countLine(problems: readonly CheckedProblem[]): string {
  const count = (severity: string): number => problems.filter(problem => problem.severity === severity).length;
  return l10n.t('{0} errors, {1} warnings', count('error'), count('warning'));
}

/** How a run ended, for people. */
export function endLines({ message, outputs, budget, status }: RunAnswer): readonly string[] {
  const kept = budget.map(({ key, limit, measured, kept: isKept }) =>
    isKept ? l10n.t('budget {0}: {1} of {2}, kept', key, measured, limit) : l10n.t('budget {0}: {1} of {2}, BROKEN', key, measured, limit));
  const written = status === 'upToDate' ? [] : outputs.map(({ path }) => l10n.t('wrote {0}', path));
  const remedy = status === 'needsForce' ? [l10n.t('Name another output, or give the task `"force": true`.')] : [];
  return [message, ...kept, ...written, ...remedy].map(printable);
}

export function exitCodeOf({ status, budget }: RunAnswer): number {
  if (status === 'upToDate' && budget.some(({ kept }) => !kept)) return EXIT.budgetBroken ?? RUN_FAILED;
  return EXIT[status] ?? RUN_FAILED;
}

/** Text out of files of others: what would steer the terminal is replaced. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}
