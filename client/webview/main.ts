import { h } from './dom';
import { graphView } from './graph';
import { profileView } from './profile';
import { tryView } from './try';

declare function acquireVsCodeApi(): { postMessage(message: { type: string; value: unknown }): void; setState(state: unknown): void };

/** What a view does with what the extension sends. */
export interface View {
  show(value: never): void;
  busy?(value: unknown): void;
  focus?(value: never): void;
}

export type Send = (type: string, value?: unknown) => void;
export type MakeView = (root: HTMLElement, texts: never, send: Send) => View;

const VIEWS: Record<string, MakeView> = { graph: graphView, profile: profileView, try: tryView };

const api = acquireVsCodeApi();
const root = document.querySelector('main') as HTMLElement;
const make = VIEWS[document.body.dataset['view'] ?? ''];
const send: Send = (type, value = null) => api.postMessage({ type, value });
let view: View | undefined;

window.addEventListener('message', ({ data }: MessageEvent<{ type: string; value: never }>) => {
  switch (data.type) {
    case 'texts':
      view = make?.(root, data.value, send);
      break;
    case 'keep':
      api.setState(data.value);
      break;
    case 'busy':
      view?.busy?.(data.value);
      break;
    case 'show':
      document.querySelector('.failed')?.remove();
      view?.show(data.value);
      break;
    case 'focus':
      view?.focus?.(data.value);
      break;
    case 'failed':
      document.querySelector('.failed')?.remove();
      root.prepend(h('p', { class: 'failed', role: 'alert' }, String(data.value)));
      document.body.classList.remove('busy');
  }
});
send('ready');
