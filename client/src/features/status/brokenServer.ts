import { commands, l10n, window } from 'vscode';

/** The one message about a server that cannot be used; while it stands, no second one is shown. */
export class BrokenServerMessage {
  #stands = false;

  async show(reason: string): Promise<void> {
    if (this.#stands) return;
    this.#stands = true;
    const [restart, log] = [l10n.t('Restart Server'), l10n.t('Show Log')];
    const pressed = await window.showErrorMessage(reason, restart, log);
    this.#stands = false;
    if (pressed === restart) await commands.executeCommand('optrecipe.restartServer');
    if (pressed === log) await commands.executeCommand('optrecipe.showLog');
  }
}
