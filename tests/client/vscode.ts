// A stand-in for the part of VS Code's API that the client's logic uses; what it was told is kept for the test to look at.

export enum LanguageStatusSeverity { Information = 0, Warning = 1, Error = 2 }

export const l10n = {
  t: (message: string, ...values: readonly (string | number)[]) => message.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? '')),
};

export interface Shown {
  readonly kind: 'information' | 'warning' | 'error' | 'statusBar' | 'command';
  readonly text: string;
  readonly buttons: readonly string[];
}

export const shown: Shown[] = [];
/** The button the user presses, undefined: none. */
export const user: { presses: string | undefined } = { presses: undefined };

function answer(kind: Shown['kind']) {
  return (text: string, ...buttons: readonly string[]): Promise<string | undefined> => {
    shown.push({ kind, text, buttons });
    return Promise.resolve(buttons.find(button => button === user.presses));
  };
}

export const window = {
  showInformationMessage: answer('information'),
  showWarningMessage: answer('warning'),
  showErrorMessage: answer('error'),
  setStatusBarMessage: (text: string) => void shown.push({ kind: 'statusBar', text, buttons: [] }),
};

/** What is open, for the test to fill. */
export const workspace: { textDocuments: { languageId: string; uri: { scheme: string; path: string } }[] } = { textDocuments: [] };

export const commands = {
  executeCommand: (command: string, ...values: readonly unknown[]) => {
    shown.push({ kind: 'command', text: [command, ...values.map(String)].join(' '), buttons: [] });
    return Promise.resolve();
  },
};

export class Uri {
  private constructor(readonly text: string) {}

  static parse(text: string): Uri {
    return new Uri(text);
  }

  static file(path: string): Uri {
    return new Uri(`file://${path}`);
  }

  static joinPath(folder: Uri, ...parts: readonly string[]): Uri {
    return new Uri([folder.text, ...parts].join('/'));
  }

  get fsPath(): string {
    return this.path;
  }

  get path(): string {
    return new URL(this.text).pathname;
  }

  toString(): string {
    return this.text;
  }
}
