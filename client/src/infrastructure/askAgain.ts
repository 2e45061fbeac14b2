import { CancellationError, type CancellationToken, type ProviderResult } from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';

const ATTEMPTS = 4;
const PAUSE_MILLISECONDS = 100;

/**
 * What the server keeps back because files or settings changed while it was at work (−32801), as they do at its start, comes as null, a lens as cancelled. For
 * these VS Code asks again only after the next edit; until then a recipe would have no links, no outline, no folds, or a lens that says "no commands".
 */
export const askAgain: Middleware = {
  provideDocumentLinks: (document, token, next) => untilAnswered(token, () => next(document, token)),
  provideDocumentSymbols: (document, token, next) => untilAnswered(token, () => next(document, token)),
  provideFoldingRanges: (document, context, token, next) => untilAnswered(token, () => next(document, context, token)),
  resolveCodeLens: (lens, token, next) => untilAnswered(token, () => next(lens, token)),
};

export async function untilAnswered<T>(token: Pick<CancellationToken, 'isCancellationRequested'>, ask: () => ProviderResult<T>): Promise<T | null | undefined> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === ATTEMPTS || token.isCancellationRequested;
    try {
      const answer = await ask();
      if (isLast || (answer !== null && answer !== undefined)) return answer;
    } catch (error) {
      if (isLast || !(error instanceof CancellationError)) throw error;
    }
    await new Promise(resolve => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}
