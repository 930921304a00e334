import { useEffect, useRef } from 'preact/hooks';

/**
 * The marker's handle takes a finger at once, up and down as well, since it is not large enough to be in the way of a reader
 * who scrolls; elsewhere on the plane a finger has to go sideways first. Returns the reference for what holds the plane.
 */
export function useTheHandle(move: (x: number, y: number, width: number) => void) {
  const holder = useRef<HTMLDivElement>(null);
  const latest = useRef(move);
  latest.current = move;
  useEffect(() => {
    const root = holder.current;
    let held: number | undefined;
    const down = (event: PointerEvent) => {
      const { target, pointerId } = event;
      if (!(target instanceof HTMLElement) || !target.classList.contains('z-handle')) return;
      held = pointerId;
      target.setPointerCapture(pointerId);
      event.stopPropagation();
      event.preventDefault();
    };
    const go = (event: PointerEvent) => {
      if (event.pointerId !== held) return;
      event.stopPropagation();
      const frame = root?.querySelector('.picture-frame')?.getBoundingClientRect();
      if (frame) latest.current(event.clientX - frame.left, event.clientY - frame.top, frame.width);
    };
    const up = (event: PointerEvent) => {
      if (event.pointerId === held) held = undefined;
    };
    const listeners = { pointerdown: down, pointermove: go, pointerup: up, pointercancel: up } as const;
    for (const [name, listener] of Object.entries(listeners))
      root?.addEventListener(name, listener as EventListener, { capture: true });
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        root?.removeEventListener(name, listener as EventListener, { capture: true });
    };
  }, []);
  return holder;
}
