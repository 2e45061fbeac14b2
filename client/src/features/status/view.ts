import { l10n, LanguageStatusSeverity } from 'vscode';
import type { ServerState } from '../../infrastructure/server';
import type { StatusParams, StatusSeverity } from './protocol';

export interface StatusView {
  readonly text: string;
  readonly detail: string;
  readonly severity: LanguageStatusSeverity;
  readonly busy: boolean;
  /** Whether starting the server again is what helps. */
  readonly isBroken: boolean;
}

const severities: Record<StatusSeverity, LanguageStatusSeverity> = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

/** `limit` is said where the server has nothing to say about the last run. */
export function describeStatus(status: StatusParams | undefined, limit = ''): StatusView {
  return status === undefined
    ? { text: l10n.t('Ready'), detail: limit, severity: LanguageStatusSeverity.Information, busy: false, isBroken: false }
    : { text: status.text, detail: status.detail || limit, severity: severities[status.severity], busy: status.busy, isBroken: false };
}

/** What does not work for a recipe where it lies, in one sentence; empty when all does. */
export function describeLimit(scheme: string | undefined, isTrusted: boolean): string {
  if (scheme === 'untitled') return l10n.t('Not saved yet: checks that read the model, and runs, need a file on disk');
  if (scheme !== undefined && scheme !== 'file') return l10n.t('Checked as text only: checks that read the model, and runs, need a file on disk');
  return isTrusted ? '' : l10n.t('Checked only: nothing runs and nothing is written until the workspace is trusted');
}

export function describeServer(state: ServerState): StatusView {
  switch (state.kind) {
    case 'failed':
      return { text: l10n.t('Server not running'), detail: state.brief, severity: LanguageStatusSeverity.Error, busy: false, isBroken: true };
    case 'stopped':
      return { text: l10n.t('Server stopped'), detail: '', severity: LanguageStatusSeverity.Error, busy: false, isBroken: true };
    default:
      return { text: l10n.t('Starting'), detail: '', severity: LanguageStatusSeverity.Information, busy: true, isBroken: false };
  }
}
