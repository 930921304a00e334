import { effect } from '@preact/signals';
import type { WidgetState } from '#src/run/widget-state.ts';

type Event = 'ready' | 'metrics' | 'size' | 'failed';

/** What the frame needs so that nothing in it scrolls, in CSS pixels. */
const heightNow = () => Math.ceil(document.body.getBoundingClientRect().height);

/** Speaks with the page that embeds this frame: posts what happens, obeys the few messages it knows, ignores all others. */
export function joinHost(state: WidgetState): () => void {
  if (window.parent === window) return () => undefined;
  const post = (event: Event) =>
    window.parent.postMessage(
      {
        source: 'generative-notes',
        widget: state.id,
        event,
        step: state.step.peek(),
        metrics: state.metrics.peek(),
        height: heightNow(),
      },
      '*',
    );
  const sizes = new ResizeObserver(() => post('size'));
  const obey = ({ data, source }: MessageEvent<unknown>) => {
    if (source === window.parent && isRecord(data)) act(state, data);
  };
  window.addEventListener('message', obey);
  post('ready');
  sizes.observe(document.body);
  const stop = effect(() => {
    if (Object.keys(state.metrics.value).length > 0) post('metrics');
    if (state.status.value === 'failed') post('failed');
  });
  return () => {
    stop();
    sizes.disconnect();
    window.removeEventListener('message', obey);
  };
}

const isRecord = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

function act(state: WidgetState, message: Record<string, unknown>): void {
  const run = state.controls.peek();
  switch (message['type']) {
    case 'set':
      if (isRecord(message['params'])) state.set(message['params']);
      return;
    case 'play':
      return run?.play();
    case 'pause':
      return run?.pause();
    case 'step':
      return run?.stepOnce();
    case 'reset':
      return run ? run.restart() : state.reset();
  }
}
