import { computed, effect, signal, useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { atRest } from './at-rest.ts';
import { dragging, type Grip } from './drag.ts';
import { forget, soon } from './frames.ts';
import { showIn } from './morph.ts';
import { stretched } from './stretch.ts';
import { giveTable, type Table } from './tables.ts';

export type { Table };

type Props = {
  title: string;
  /** One sentence with the numbers, for a reader who does not see the picture. */
  summary: () => string;
  table?: () => Table;
  height?: number;
  /** Whether it is never higher than wide, as a plane with one scale on both axes. */
  square?: boolean;
  /** Share of the stage's width it asks for, 1 unless told. */
  grow?: number;
  /** May read signals, and nothing else that changes. */
  draw: (size: { width: number; height: number }) => Element;
  /** What a press on the picture takes hold of, where something in it can be dragged; a knob does the same. */
  grip?: Grip;
};

/** The sentence for the ears follows when the picture has rested this long; while it moves on and on, every so often. */
const REST = { quiet: 200, longest: 2000 } as const;

/** A picture that redraws when a signal it reads changes or its width does, at most once a frame. */
export function Picture({ title, summary, table, height = 220, square = false, grow = 1, draw, grip }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const text = useSignal('');
  useEffect(() => {
    const holder = frame.current;
    if (!holder) return undefined;
    if (table) giveTable(holder, table);
    const width = signal(0);
    const tall = computed(() => {
      const { figure, by = 1 } = stretched.value ?? {};
      const most = figure?.contains(holder) ? Math.round(height * by) : height;
      return square ? Math.min(most, width.value) : most;
    });
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.round(entry?.contentRect.width ?? 0);
    });
    observer.observe(holder);
    const release = grip && dragging(holder, grip);
    const stopText = summing(summary, text);
    const stop = redrawing(() => {
      if (width.value < 40) return;
      holder.style.minHeight = `${tall.value}px`;
      const picture = draw({ width: width.value, height: tall.value });
      // The frame speaks for the picture; the labels that Plot gives its groups are not for the ears.
      picture.setAttribute('aria-hidden', 'true');
      showIn(holder, picture);
    });
    return () => {
      observer.disconnect();
      stop();
      stopText();
      release?.();
    };
  }, []);
  return (
    <div class="picture" style={{ '--grow': grow }}>
      <p class="picture-title">{title}</p>
      <div
        ref={frame}
        class="picture-frame"
        role="img"
        aria-label={`${title}. ${text.value}`}
        style={{ minHeight: square ? `min(${height}px, 85vw)` : height }}
      />
    </div>
  );
}

/** Draws now, and again in a frame of its own whenever a signal that the drawing read has changed. Returns the way to stop. */
function redrawing(paint: () => void): () => void {
  let release: (() => void) | undefined;
  const again = () => {
    release?.();
    let drawn = false;
    release = effect(() => {
      if (drawn) return soon(again);
      drawn = true;
      paint();
    });
  };
  soon(again);
  return () => {
    forget(again);
    release?.();
  };
}

/** Keeps the sentence true, but makes it anew only at rest. Returns the way to stop. */
function summing(summary: () => string, text: Signal<string>): () => void {
  let release: (() => void) | undefined;
  const say = () => {
    release?.();
    let said = false;
    release = effect(() => {
      if (said) return rest.ask();
      said = true;
      text.value = summary();
    });
  };
  const rest = atRest(say, REST.quiet, REST.longest);
  soon(say);
  return () => {
    forget(say);
    rest.stop();
    release?.();
  };
}
