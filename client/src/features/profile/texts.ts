import { l10n } from 'vscode';

/** Everything the page says of its own. */
export function profileTexts() {
  return {
    heading: l10n.t('Profile on this computer'),
    notTarget: l10n.t('This computer, not your target'),
    explained: l10n.t('The times are true here and for these kernels only; they say where the work is, not how fast a device will be.'),
    threads: l10n.t('Threads'),
    again: l10n.t('Measure again'),
    order: l10n.t('Order'),
    byTime: l10n.t('slowest first'),
    byPlace: l10n.t('as in the model'),
    float: l10n.t('float'),
    optimized: l10n.t('optimized'),
    median: l10n.t('median'),
    fastest: l10n.t('fastest'),
    runs: l10n.t('runs'),
    ratio: l10n.t('of the float model’s time'),
    operator: l10n.t('operator'),
    writes: l10n.t('writes'),
    time: l10n.t('ms'),
    share: l10n.t('share'),
    work: l10n.t('MACs'),
    working: l10n.t('The models run for a few seconds…'),
    open: l10n.t('Show in the graph'),
  };
}

export type ProfileTexts = ReturnType<typeof profileTexts>;
