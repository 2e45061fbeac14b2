import { commands, l10n, languages, LanguageStatusSeverity, window, type ExtensionContext } from 'vscode';

const RECIPES = '**/*.{optrecipe,target}.{yaml,yml}';
/** What a recipe is when the user's `files.associations` say that it is YAML. */
const LANGUAGES = ['yaml', 'ansible', 'azure-pipelines', 'dockercompose', 'github-actions-workflow', 'home-assistant', 'plaintext'];

/** A recipe that the user's settings give to another language stays there; the language status says so and offers the change for this file. */
export function activateAssociation(context: ExtensionContext): void {
  const selector = LANGUAGES.map(language => ({ language, pattern: RECIPES }));
  const item = languages.createLanguageStatusItem('optrecipe.association', selector);
  item.name = 'OptRecipe';
  item.text = l10n.t('Not handled as a recipe');
  item.detail = l10n.t('by your settings');
  item.severity = LanguageStatusSeverity.Warning;
  item.accessibilityInformation = { label: `OptRecipe: ${item.text}, ${item.detail}` };
  item.command = { command: 'optrecipe.changeLanguage', title: l10n.t('Change to OptRecipe') };
  context.subscriptions.push(item, commands.registerCommand('optrecipe.changeLanguage', changeLanguage));
}

async function changeLanguage(): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document !== undefined) await languages.setTextDocumentLanguage(document, 'optrecipe');
}
