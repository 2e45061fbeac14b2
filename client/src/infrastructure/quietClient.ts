import { CloseAction, ErrorAction, LanguageClient, type ErrorHandler } from 'vscode-languageclient/node';

/**
 * The library's client with its own rule for a crashed server (started again, four times within three minutes at most), but silent: each crash could bring
 * up to three messages of the library. They go to the log; the extension says what matters in its own words, once.
 */
export class QuietClient extends LanguageClient {
  /** Told after every end of the server that nobody asked for. */
  onDidCrash: (isStartedAgain: boolean) => void = () => undefined;

  override createDefaultErrorHandler(maxRestartCount?: number): ErrorHandler {
    const handler = super.createDefaultErrorHandler(maxRestartCount);
    return {
      // What cannot be written any more is the first that is heard of a crash; giving up then, as the library does, would leave nothing to start again.
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: async () => {
        const result = await handler.closed();
        this.onDidCrash(result.action === CloseAction.Restart);
        return { ...result, handled: true };
      },
    };
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
