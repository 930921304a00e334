/** Dragging inside a picture, for mouse, pen and finger alike. */
import { isSideways, isTap } from './touch.ts';

/** Pixels from the upper left of the frame, and whether a finger is there. */
export type Spot = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly coarse: boolean;
};

/** What a press has taken hold of: where it goes, and how it is put back if the browser takes the gesture away. */
export type Held = { readonly move: (now: Spot) => void; readonly back: () => void };

/** Given where a press began, what it takes hold of there; nothing where there is nothing. Changes nothing itself. */
export type Grip = (start: Spot) => Held | undefined;

export function spotIn(frame: HTMLElement, event: PointerEvent): Spot {
  const { left, top, width, height } = frame.getBoundingClientRect();
  // Before a room the figure stands magnified; what is drawn keeps its own pixels.
  const pixel = frame.offsetWidth / width || 1;
  return {
    x: (event.clientX - left) * pixel,
    y: (event.clientY - top) * pixel,
    width: width * pixel,
    height: height * pixel,
    coarse: event.pointerType === 'touch',
  };
}

/** What a frame's pointer events do, one gesture at a time. A finger takes hold only when it is known not to scroll. */
function gestures(frame: HTMLElement, holder: HTMLElement, grip: Grip) {
  let held: Held | undefined;
  let waiting: { readonly at: PointerEvent; readonly start: Spot } | undefined;
  const take = (start: Spot) => {
    waiting = undefined;
    held = grip(start);
    held?.move(start);
    holder.classList.toggle('held', held !== undefined);
  };
  const drop = () => {
    [held, waiting] = [undefined, undefined];
    holder.classList.remove('held');
  };
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
      holder.setPointerCapture(event.pointerId);
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
 * Listens on what holds a frame and outlives redraws, so that a press keeps hold although the picture under it changes. Up and
 * down stays the page's own gesture. Returns the way to stop.
 */
export function dragging(frame: HTMLElement, grip: Grip): () => void {
  const holder = frame.parentElement ?? frame;
  const listeners = gestures(frame, holder, grip);
  const each = (what: 'addEventListener' | 'removeEventListener') => {
    for (const [name, listener] of Object.entries(listeners)) holder[what](name, listener as EventListener);
  };
  each('addEventListener');
  return () => each('removeEventListener');
}
