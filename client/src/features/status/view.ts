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

export function describeStatus(status: StatusParams | undefined): StatusView {
  return status === undefined
    ? { text: l10n.t('Ready'), detail: '', severity: LanguageStatusSeverity.Information, busy: false, isBroken: false }
    : { text: status.text, detail: status.detail, severity: severities[status.severity], busy: status.busy, isBroken: false };
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
