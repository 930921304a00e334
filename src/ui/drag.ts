/** Dragging inside a picture, for mouse, pen and finger alike. A figure that offers it has a knob beside it that does the same. */
import { isSideways, isTap } from './touch.ts';

/** Pixels from the upper left of the frame. */
export type Spot = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** What a press has taken hold of: where it goes, and how it is put back if the browser takes the gesture away. */
export type Held = { readonly move: (now: Spot) => void; readonly back: () => void };

/** Given where a press began, what it takes hold of there; nothing where there is nothing. Changes nothing itself. */
export type Grip = (start: Spot) => Held | undefined;

function spotIn(frame: HTMLElement, event: PointerEvent): Spot {
  const { left, top, width, height } = frame.getBoundingClientRect();
  // Before a room the figure stands magnified; what is drawn keeps its own pixels.
  const pixel = frame.offsetWidth / width || 1;
  return {
    x: (event.clientX - left) * pixel,
    y: (event.clientY - top) * pixel,
    width: width * pixel,
    height: height * pixel,
  };
}

/** What a frame's pointer events do, one gesture at a time. A finger takes hold only when it is known not to scroll. */
function gestures(frame: HTMLElement, grip: Grip) {
  let held: Held | undefined;
  let waiting: { readonly at: PointerEvent; readonly start: Spot } | undefined;
  const take = (start: Spot) => {
    waiting = undefined;
    held = grip(start);
    held?.move(start);
  };
  const drop = () => ([held, waiting] = [undefined, undefined]);
  return {
    pointerdown(event: PointerEvent) {
      if (!event.isPrimary || event.button !== 0) return;
      const start = spotIn(frame, event);
      if (event.pointerType === 'touch') {
        waiting = { at: event, start };
        return;
      }
      take(start);
      if (!held) return;
      frame.setPointerCapture(event.pointerId);
      event.preventDefault();
    },
    pointermove(event: PointerEvent) {
      if (!event.isPrimary) return;
      if (waiting && isSideways(waiting.at, event)) take(waiting.start);
      held?.move(spotIn(frame, event));
    },
    pointerup(event: PointerEvent) {
      if (!event.isPrimary) return;
      if (waiting && isTap(waiting.at, event)) take(waiting.start);
      drop();
    },
    pointercancel(event: PointerEvent) {
      if (!event.isPrimary) return;
      held?.back();
      drop();
    },
  } as const;
}

/**
 * Listens on an element that outlives redraws, so that a press keeps hold although the picture under it changes. Up and down
 * stays the page's own gesture. Returns the way to stop.
 */
export function dragging(frame: HTMLElement, grip: Grip): () => void {
  const listeners = gestures(frame, grip);
  const each = (what: 'addEventListener' | 'removeEventListener') => {
    for (const [name, listener] of Object.entries(listeners)) frame[what](name, listener as EventListener);
  };
  each('addEventListener');
  frame.classList.add('draggable');
  return () => {
    each('removeEventListener');
    frame.classList.remove('draggable');
  };
}
