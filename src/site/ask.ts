/** Asks a figure in a frame what it shows with given settings. */
import type { Answer } from './report-check.ts';
import { check as words, exercises } from './words/exercises.ts';

/** How long a figure may say nothing at all; one that trains tells its numbers as it goes, and a slow machine takes its time. */
const PATIENCE_MILLISECONDS = { atOnce: 60_000, training: 5 * 60_000 } as const;

export type Question = {
  readonly address: string;
  /** The step at which its numbers are wanted. */
  readonly step: number;
  readonly trains: boolean;
  /** Hears at which step the figure is. */
  readonly told: (step: number) => void;
};
type Message = Partial<Answer> & { readonly source?: string; readonly event?: string };

/**
 * What the figure at `address` says at its step, asked in a frame that is put into `place`, in sight, since one out of
 * sight rests. Rejects with a sentence where there is no answer, and at once where `signal` says stop.
 */
export function ask(place: HTMLElement, { address, step: wanted, trains, told }: Question, signal: AbortSignal) {
  const frame = document.createElement('iframe');
  frame.title = exercises.frame;
  frame.src = address;
  place.replaceChildren(frame);
  frame.scrollIntoView({ block: 'center' });
  const done = new AbortController();
  const answered = new Promise<Answer>((resolve, reject) => {
    const { signal: until } = done;
    const patience = patient(trains, () => reject(new Error(words.silent)), until);
    const hear = ({ source, data }: MessageEvent<Message>) => {
      if (source !== frame.contentWindow || data.source !== 'generative-notes') return;
      patience();
      const { step = 0, metrics = {} } = data;
      if (data.event === 'failed') return reject(new Error(words.failed));
      if (step === wanted && Object.keys(metrics).length > 0) return resolve({ step, metrics });
      told(step);
    };
    addEventListener('message', hear, { signal: until });
    signal.addEventListener('abort', () => reject(new Error(words.stopped)), { signal: until });
    frame.addEventListener('load', () => hasFigure(frame) || reject(new Error(words.noFigure)), { signal: until });
  });
  return answered.finally(() => {
    done.abort();
    frame.remove();
  });
}

/** An error page has no figure in it, and where the network failed the frame shows nothing that may be read. */
const hasFigure = (frame: HTMLIFrameElement) => frame.contentDocument?.querySelector('figure[data-widget]') != null;

/** Calls `late` when nothing came for too long; the returned function says that something came. A hidden tab rests, and does not count. */
function patient(trains: boolean, late: () => void, until: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => (document.visibilityState === 'hidden' ? wait() : late()),
      PATIENCE_MILLISECONDS[trains ? 'training' : 'atOnce'],
    );
  };
  until.addEventListener('abort', () => clearTimeout(timer));
  wait();
  return wait;
}
