import { effect } from '@preact/signals';
import type { WidgetState } from '#src/run/widget-state.ts';

type Event = 'ready' | 'metrics' | 'exercise' | 'failed' | 'height';

/** Speaks with the page that embeds this frame: posts what happens, obeys the few messages it knows, ignores all others. */
export function joinHost(state: WidgetState): () => void {
  if (window.parent === window) return () => undefined;
  const post = (event: Event, more: Readonly<Record<string, number>> = {}) => {
    const step = state.step.peek();
    const metrics = state.metrics.peek();
    window.parent.postMessage({ source: 'generative-notes', widget: state.id, event, step, metrics, ...more }, '*');
  };
  const obey = ({ data, source }: MessageEvent<unknown>) => {
    if (source === window.parent && isRecord(data)) act(state, data);
  };
  window.addEventListener('message', obey);
  post('ready');
  // What stands in the frame is as high as it is, whatever height the frame has; so this cannot chase itself.
  const whole = document.documentElement;
  const measure = new ResizeObserver(() => post('height', { height: Math.ceil(whole.getBoundingClientRect().height) }));
  measure.observe(whole);
  const stop = effect(() => {
    if (Object.keys(state.metrics.value).length > 0) post('metrics');
    if (state.status.value === 'failed') post('failed');
  });
  return () => {
    stop();
    measure.disconnect();
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
