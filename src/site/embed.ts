import { effect } from '@preact/signals';
import type { WidgetState } from '#src/run/widget-state.ts';
import type { AskedOfFigure } from './exercises.ts';
import { inOneGo } from './host-messages.ts';
import { reached } from './proof.ts';

type Event = 'ready' | 'metrics' | 'size' | 'exercise' | 'failed';

/** What the frame needs so that nothing in it scrolls, in CSS pixels. */
const heightNow = () => Math.ceil(document.body.getBoundingClientRect().height);

/** Speaks with the page that embeds this frame: posts what happens, obeys the few messages it knows, ignores all others. */
export function joinHost(state: WidgetState): () => void {
  if (window.parent === window) return () => undefined;
  const post = (event: Event, exercise?: string) =>
    window.parent.postMessage(
      {
        source: 'generative-notes',
        widget: state.widget,
        ...(state.view && { view: state.view.name }),
        event,
        step: state.step.peek(),
        metrics: state.metrics.peek(),
        height: heightNow(),
        ...(exercise !== undefined && { exercise }),
      },
      '*',
    );
  const sizes = new ResizeObserver(() => post('size'));
  const take = inOneGo((message) => act(state, message));
  const obey = ({ data, source }: MessageEvent<unknown>) => {
    if (source === window.parent && isRecord(data)) take(data);
  };
  window.addEventListener('message', obey);
  post('ready');
  sizes.observe(document.body);
  const stop = effect(() => {
    if (Object.keys(state.metrics.value).length > 0) post('metrics');
    if (state.status.value === 'failed') post('failed');
  });
  const stopAsking = onReached(state, (name) => post('exercise', name));
  return () => {
    stop();
    stopAsking();
    sizes.disconnect();
    window.removeEventListener('message', obey);
  };
}

/** The lectures' exercises for this figure, as the frame's page holds them. */
function asked(): readonly AskedOfFigure[] {
  const { content = '[]' } = document.querySelector<HTMLMetaElement>('meta[name="notes:exercises"]') ?? {};
  return JSON.parse(content) as readonly AskedOfFigure[];
}

/** Tells the name of each exercise whose goal holds, once. A run that began with a file could not be shown to anybody. */
function onReached(state: WidgetState, tell: (name: string) => void): () => void {
  const open = new Map(asked().map(({ name, goal }) => [name, goal]));
  return effect(() => {
    const seen = { values: state.values.value, metrics: state.metrics.value, step: state.step.value };
    if (state.origin.value !== undefined) return;
    for (const [name, goal] of open)
      if (reached(goal, seen)) {
        open.delete(name);
        tell(name);
      }
  });
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
