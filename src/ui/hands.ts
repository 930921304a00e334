/** The handles of one picture on the page: small sliders over it, at their places after every redraw. */
import type { Plate } from '#src/base/plate.ts';
import type { Grip, Spot } from './drag.ts';
import { isTrack, moveTo, pixelsOf, press, putBack, sliderOf, type Handle } from './handle.ts';

/** Half the target of a mouse and of a finger, in pixels: 24 and 44 across. */
const REACH = { fine: 12, coarse: 22 } as const;

/** Where handles stand now. */
type Placed = {
  readonly handle: Handle;
  readonly plate: Plate;
  readonly at: { readonly x: number; readonly y: number };
};

export type Hands = {
  /** Shows these handles over these plots. */
  show(handles: readonly Handle[], plates: readonly Plate[]): void;
  /** Takes hold of the handle at a place. */
  readonly grip: Grip;
};

/** `now` gives the handles as the knobs stand: keys may come faster than pictures. */
export function handsOver(layer: HTMLElement, now: () => readonly Handle[]): Hands {
  const elements = new Map<string, HTMLElement>();
  let placed: readonly Placed[] = [];
  const shown = (name: string) => placed.some(({ handle }) => handle.name === name);
  const elementOf = (name: string) => {
    const made =
      elements.get(name) ?? knob(layer, (key) => now().some((handle) => handle.name === name && press(handle, key)));
    elements.set(name, made);
    return made;
  };
  return {
    show(handles, plates) {
      placed = handles.flatMap((handle) => {
        const plate = plates[handle.plot ?? 0];
        const at = plate && pixelsOf(handle, plate);
        return plate && at && Number.isFinite(at.x + at.y) ? [{ handle, plate, at }] : [];
      });
      for (const { handle, at } of placed) put(elementOf(handle.name), handle, at);
      for (const [name, element] of elements) {
        if (shown(name)) continue;
        element.remove();
        elements.delete(name);
      }
    },
    grip(start) {
      const near = nearest(placed, start, start.coarse ? REACH.coarse : REACH.fine);
      const called = placed.filter(({ handle, plate }) => handle.anywhere && isIn(start, plate));
      const found = near ?? nearest(called, start, Infinity);
      if (!found) return undefined;
      const { handle, plate, at } = found;
      // What is met keeps its distance from the pointer.
      const keeps = near !== undefined || handle.anywhere === 'keeps';
      const [dx, dy] = keeps ? [at.x - start.x, at.y - start.y] : [0, 0];
      elements.get(handle.name)?.focus({ preventScroll: true });
      return {
        move: (now) => {
          // A press alone moves only what comes.
          if (keeps && now === start) return;
          moveTo(handle, plate, { x: now.x + dx, y: now.y + dy });
        },
        back: () => putBack(handle),
      };
    },
  };
}

function nearest(placed: readonly Placed[], { x, y }: Spot, reach: number): Placed | undefined {
  const far = ({ at }: Placed) => Math.hypot(at.x - x, at.y - y);
  const met = placed.filter((each) => far(each) <= reach);
  return met.reduce<Placed | undefined>((best, each) => (best && far(best) <= far(each) ? best : each), undefined);
}

const isIn = ({ x, y }: Spot, { box }: Plate) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;

/** A focusable element that answers keys. */
function knob(layer: HTMLElement, pressed: (key: string) => boolean): HTMLElement {
  const element = document.createElement('div');
  element.className = 'hand';
  element.tabIndex = 0;
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !pressed(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  layer.append(element);
  return element;
}

function put(element: HTMLElement, handle: Handle, at: { readonly x: number; readonly y: number }): void {
  for (const [name, value] of Object.entries(sliderOf(handle)))
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  const way = isTrack(handle.x) ? (isTrack(handle.y) ? 'both' : 'x') : 'y';
  if (element.dataset['way'] !== way) element.dataset['way'] = way;
  element.style.translate = `${at.x.toFixed(1)}px ${at.y.toFixed(1)}px`;
  element.style.setProperty('--hand', handle.colour ?? 'var(--ink)');
}
