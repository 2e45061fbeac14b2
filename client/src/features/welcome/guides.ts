import { l10n } from 'vscode';

/** A page about one task; the server carries the pages of server/docs/tasks and gives them out under these addresses. */
export interface Guide {
  readonly name: string;
  readonly title: string;
}

/** In the order in which somebody meets them. A test compares the names with the pages. */
export function guides(): readonly Guide[] {
  return [
    { name: 'full-int8-for-a-microcontroller', title: l10n.t('Full int8 for a microcontroller') },
    { name: 'float16-for-the-gpu', title: l10n.t('Float16 for the GPU') },
    { name: 'weights-only-for-the-web', title: l10n.t('Weights only, for the web') },
    { name: 'prune-before-int8', title: l10n.t('Prune before int8') },
    { name: 'edge-tpu', title: l10n.t('Coral Edge TPU') },
    { name: 'ethos-u', title: l10n.t('Arm Ethos-U') },
    { name: 'lstm', title: l10n.t('A model with an LSTM') },
    { name: 'calibration-data-from-folders', title: l10n.t('Calibration data from folders of pictures') },
    { name: 'find-why-accuracy-fell', title: l10n.t('Find why accuracy fell') },
    { name: 'guard-a-budget-in-ci', title: l10n.t('Guard a budget in CI') },
  ];
}

/** The address of a page, the server's own (server/OptRecipe.LanguageServer/Pages/PageUri.cs). */
export function guideAddress(name: string): string {
  return `optrecipe:/tasks/${name}.md`;
}
