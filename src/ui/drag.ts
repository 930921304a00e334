/** Dragging inside a picture, for mouse, pen and finger alike. A figure that offers it has a knob beside it that does the same. */

/** Pixels from the upper left of the frame. */
export type Spot = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Given where a press began, what a move from there does; nothing where there is nothing to take hold of. */
export type Grip = (start: Spot) => ((now: Spot) => void) | undefined;

/**
 * Listens on an element that outlives redraws, so that a press keeps hold although the picture under it changes. Up and down
 * stays the page's own gesture. Returns the way to stop.
 */
export function dragging(frame: HTMLElement, grip: Grip): () => void {
  let move: ((now: Spot) => void) | undefined;
  const spot = (event: PointerEvent): Spot => {
    const { left, top, width, height } = frame.getBoundingClientRect();
    // Before a room the figure stands magnified; what is drawn keeps its own pixels.
    const pixel = frame.offsetWidth / width || 1;
    return {
      x: (event.clientX - left) * pixel,
      y: (event.clientY - top) * pixel,
      width: width * pixel,
      height: height * pixel,
    };
  };
  const press = (event: PointerEvent) => {
    if (!event.isPrimary || event.button !== 0) return;
    move = grip(spot(event));
    if (!move) return;
    move(spot(event));
    frame.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const drag = (event: PointerEvent) => move?.(spot(event));
  const drop = () => (move = undefined);
  const listeners = { pointerdown: press, pointermove: drag, pointerup: drop, pointercancel: drop } as const;
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
