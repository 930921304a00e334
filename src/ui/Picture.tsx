import { computed, effect, signal, useSignal, type Signal } from '@preact/signals';
import { useContext, useEffect, useRef } from 'preact/hooks';
import { guess as words } from '#src/run/words/figure.ts';
import { atRest } from './at-rest.ts';
import { platesOf } from '#src/base/plate.ts';
import { dragging, spotIn, type Grip } from './drag.ts';
import { forget, soon } from './frames.ts';
import { GuessContext } from './guess-context.ts';
import { markingOver } from './guess-mark.ts';
import type { Handle } from './handle.ts';
import { handsOver } from './hands.ts';
import { showIn } from './morph.ts';
import { stretched } from './stretch.ts';
import { giveTable, type Table } from './tables.ts';
import { valuesOver } from './values.ts';

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
  /** What can be taken hold of in it; each moves a knob of the figure. */
  handles?: () => readonly Handle[];
  /** What a press beside the handles does, where the figure has something of its own to do there. */
  grip?: Grip;
  /** Whether it does something now; always unless told. */
  grips?: () => boolean;
};

/** The sentence for the ears follows when the picture has rested this long; while it moves on and on, every so often. */
const REST = { quiet: 200, longest: 2000 } as const;

/** A picture that redraws when a signal it reads changes or its width does, at most once a frame. */
export function Picture({
  title,
  summary,
  table,
  height = 220,
  square = false,
  grow = 1,
  draw,
  handles,
  grip,
  grips = () => true,
}: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const over = useRef<HTMLDivElement>(null);
  const text = useSignal('');
  const guess = useContext(GuessContext);
  const asked = guess?.phase.value === 'asked';
  useEffect(() => {
    const [holder, layer] = [frame.current, over.current];
    if (!holder || !layer) return undefined;
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
    const hands = handsOver(layer, () => handles?.() ?? []);
    const marking = markingOver(layer, words.mark);
    const values = valuesOver(holder, layer, (event) => spotIn(holder, event));
    const release = dragging(holder, (start) => hands.grip(start) ?? grip?.(start));
    const stopText = summing(summary, text);
    const stop = redrawing(() => {
      if (width.value < 40) return;
      holder.style.minHeight = `${tall.value}px`;
      const picture = draw({ width: width.value, height: tall.value });
      // The frame speaks for the picture; the labels that Plot gives its groups are not for the ears.
      picture.setAttribute('aria-hidden', 'true');
      const plates = platesOf(picture);
      const held = handles?.() ?? [];
      showIn(holder, picture);
      hands.show(held, plates);
      holder.classList.toggle('draggable', (grip !== undefined && grips()) || held.some(({ anywhere }) => anywhere));
      marking.show(guess?.markIn(title), plates);
      values.update(plates);
    });
    return () => {
      observer.disconnect();
      stop();
      stopText();
      release();
      values.stop();
    };
  }, []);
  return (
    <div class="picture" style={{ '--grow': grow }}>
      <p class="picture-title">{title}</p>
      <div class={`picture-hold${guess?.covers(title) ? ' covered' : ''}`}>
        <div
          ref={frame}
          class="picture-frame"
          role="img"
          aria-label={asked ? title : `${title}. ${text.value}`}
          style={{ minHeight: square ? `min(${height}px, 85vw)` : height }}
        />
        <div ref={over} class="picture-over" />
      </div>
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
