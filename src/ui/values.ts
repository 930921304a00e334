/** Values under the pointer: a hairline in a plot and what stands there, by mouse, tap or arrow keys. */
import { within } from '#src/base/within.ts';
import type { Plate, Place, Reading } from '#src/base/plate.ts';
import { amount, scaledAmount } from './amount.ts';
import { isSideways, isTap } from './touch.ts';

/** Where there are curves or a field as well, a point answers only within this many pixels. */
const NEAR = 24;
/** Pixels that an arrow key moves, and a page key. */
const STEP = { arrow: 4, page: 40 } as const;

/** Two decimals, or as many as leave two digits that say something; whole numbers as they are. */
export function said(value: number | string): string {
  if (typeof value === 'string') return value;
  if (Number.isInteger(value) || Math.abs(value) >= 10_000) return amount(value, 0);
  const digits = 1 - Math.floor(Math.log10(Math.abs(value)));
  return digits > 5 ? scaledAmount(value, 2) : amount(value, Math.max(2, digits));
}

/** What is shown at a place: the place on the axes where curves or a field are read, and what stands there. */
export type Shown = {
  readonly at: Place;
  readonly upright: boolean;
  readonly level: boolean;
  readonly readings: readonly Reading[];
};

/** Curves at the nearest row of the nearest one, a field where the pointer is, and of points and bars the one that is meant. */
export function readingsAt({ series }: Plate, place: Place): Shown | undefined {
  const all = series.flatMap((read) => read(place) ?? []);
  const of = (kind: Reading['kind']) => all.filter((reading) => reading.kind === kind);
  const curves = of('along');
  const fields = of('field');
  const [at] = curves.toSorted((a, b) => a.far - b.far);
  const alone = curves.length + fields.length === 0;
  const [point] = of('near').toSorted((a, b) => a.far - b.far);
  const [bar] = of('bar').toSorted((a, b) => a.far - b.far);
  const met = point && (point.far <= NEAR || (alone && !bar)) ? point : bar;
  // Curves are read where the row that the line stands on is, so that all of them are read at one place.
  const together = at
    ? series.flatMap((read) => read({ x: at.at.x, y: place.y }) ?? []).filter(({ kind }) => kind === 'along')
    : [];
  const readings = [...together, ...fields, ...(met ? [met] : [])];
  if (readings.length === 0) return undefined;
  const stand = at ? { x: at.at.x, y: place.y } : alone && met ? met.at : place;
  return { at: stand, upright: true, level: fields.length > 0 || (alone && met?.kind === 'near'), readings };
}

/** The values as they are printed, line by line. */
export function linesOf(plate: Plate, { at, readings }: Shown): readonly string[] {
  const place = (axis: 'x' | 'y') => `${plate[axis].name} ${said(rounded(plate[axis].toValue(at[axis])))}`;
  const kinds = readings.map(({ kind }) => kind);
  const where = kinds.includes('field') ? [place('x'), place('y')] : kinds.includes('along') ? [place('x')] : [];
  return [
    ...where,
    ...readings.map(
      ({ name, values }) => `${name}: ${values.map(([axis, value]) => `${axis} ${said(value)}`.trim()).join(', ')}`,
    ),
  ];
}

/** Without the last bits of going to pixels and back. */
const rounded = (value: number) => Number(value.toPrecision(9));

const nearestPlate = (plates: readonly Plate[], { x, y }: Place) =>
  plates.toSorted((a, b) => outside(a, x, y) - outside(b, x, y))[0];
const outside = ({ box }: Plate, x: number, y: number) =>
  Math.hypot(Math.max(0, box.left - x, x - box.right), Math.max(0, box.top - y, y - box.bottom));
/** A pointer this far outside of a frame is not in the plot. */
const MARGIN = 10;

export type Values = {
  /** These plots are shown now: what is pointed at is read again. */
  update(plates: readonly Plate[]): void;
  hide(): void;
  stop(): void;
};

/** Listens on the frame, which takes the keyboard while it has plots, and shows values in the layer over it. */
export function valuesOver(frame: HTMLElement, layer: HTMLElement, spotOf: (event: PointerEvent) => Place): Values {
  const card = cardIn(layer);
  let plates: readonly Plate[] = [];
  let at: Place | undefined;
  let touch: PointerEvent | undefined;
  const show = (place: Place | undefined, anywhere = false) => {
    const plate = place && nearestPlate(plates, place);
    const found =
      plate && (anywhere || outside(plate, place.x, place.y) <= MARGIN) ? readingsAt(plate, place) : undefined;
    at = found && place;
    if (plate && found) card.show(plate, found);
    else card.hide();
  };
  const hide = () => show(undefined);
  const listeners = {
    pointermove(event: PointerEvent) {
      if (event.pointerType !== 'touch') return show(event.buttons === 0 ? spotOf(event) : undefined);
      if (touch && (at || isSideways(touch, event))) show(spotOf(event));
    },
    pointerdown(event: PointerEvent) {
      touch = event.pointerType === 'touch' ? event : undefined;
      if (touch) hide();
    },
    pointerup(event: PointerEvent) {
      if (touch && isTap(touch, event)) show(spotOf(event));
      touch = undefined;
    },
    pointercancel: hide,
    // A finger leaves whenever it lifts; what it pointed at stays to be read.
    pointerleave: (event: PointerEvent) => event.pointerType !== 'touch' && hide(),
    blur: hide,
    keydown(event: KeyboardEvent) {
      if (event.target !== frame || event.ctrlKey || event.metaKey || event.altKey) return;
      const next = stepped(at, event.key, plates);
      if (!next) return;
      event.preventDefault();
      show(next, true);
    },
  };
  const escape = (event: KeyboardEvent) => event.key === 'Escape' && at && hide();
  const elsewhere = (event: PointerEvent) => at && !frame.parentElement?.contains(event.target as Node) && hide();
  const stops = listening(frame, listeners);
  document.addEventListener('keydown', escape);
  document.addEventListener('pointerdown', elsewhere);
  return {
    update(next) {
      plates = next.filter(({ series }) => series.length > 0);
      frame.tabIndex = plates.length > 0 ? 0 : -1;
      if (at) show(at, true);
    },
    hide,
    stop() {
      stops();
      document.removeEventListener('keydown', escape);
      document.removeEventListener('pointerdown', elsewhere);
    },
  };
}

/** Listens on the frame for keys and focus, and on what holds it for pointers, since handles lie over it. */
function listening(frame: HTMLElement, listeners: Readonly<Record<string, unknown>>): () => void {
  const places = Object.entries(listeners).map(([name, listener]) => ({
    name,
    listener: listener as EventListener,
    on: name.startsWith('pointer') ? (frame.parentElement ?? frame) : frame,
  }));
  for (const { on, name, listener } of places) on.addEventListener(name, listener);
  return () => {
    for (const { on, name, listener } of places) on.removeEventListener(name, listener);
  };
}

const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP.arrow, 0],
  ArrowRight: [STEP.arrow, 0],
  ArrowUp: [0, -STEP.arrow],
  ArrowDown: [0, STEP.arrow],
  PageUp: [STEP.page, 0],
  PageDown: [-STEP.page, 0],
};

/** Where a key leads from a place, or from the middle of the first plot; it stays on the plots. */
function stepped(from: Place | undefined, key: string, plates: readonly Plate[]): Place | undefined {
  const [first] = plates;
  const plate = from ? nearestPlate(plates, from) : first;
  if (!plate || !(key in WAYS || key === 'Home' || key === 'End')) return undefined;
  const { left, right, top, bottom } = plate.box;
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const { x, y } = from ?? middle;
  if (key === 'Home' || key === 'End') return { x: key === 'Home' ? left : right, y };
  const [dx, dy] = from ? (WAYS[key] ?? [0, 0]) : [0, 0];
  const all = plates.map(({ box }) => box);
  return {
    x: within(x + dx, Math.min(...all.map((box) => box.left)), Math.max(...all.map((box) => box.right))),
    y: within(y + dy, Math.min(...all.map((box) => box.top)), Math.max(...all.map((box) => box.bottom))),
  };
}

/** The hairlines, dots and the printed values, made when first needed. None of it is for the ears: tables are. */
function cardIn(layer: HTMLElement) {
  const part = (className: string) => {
    const element = document.createElement('div');
    element.className = className;
    element.setAttribute('aria-hidden', 'true');
    return element;
  };
  const [upright, level, card] = [part('hair'), part('hair level'), part('values')];
  let dots: readonly HTMLElement[] = [];
  const clear = () => {
    for (const element of [upright, level, card, ...dots]) element.remove();
  };
  return {
    hide: clear,
    show(plate: Plate, shown: Shown) {
      clear();
      const { box } = plate;
      const { at, readings } = shown;
      place(upright, { x: at.x, y: box.top }, { height: `${box.bottom - box.top}px` });
      place(level, { x: box.left, y: at.y }, { width: `${box.right - box.left}px` });
      dots = readings
        .filter(({ kind, at: { x, y } }) => kind !== 'field' && isIn(box, x, y))
        .map((reading) => place(part('reading'), reading.at));
      card.replaceChildren(
        ...linesOf(plate, shown).map((line) => Object.assign(document.createElement('span'), { textContent: line })),
      );
      layer.append(upright, ...(shown.level ? [level] : []), ...dots, card);
      beside(card, layer, at, box);
    },
  };
}

const isIn = ({ left, right, top, bottom }: Plate['box'], x: number, y: number) =>
  x >= left - 1 && x <= right + 1 && y >= top - 1 && y <= bottom + 1;

function place(element: HTMLElement, { x, y }: Place, size: Readonly<Record<string, string>> = {}): HTMLElement {
  Object.assign(element.style, { translate: `${x.toFixed(1)}px ${y.toFixed(1)}px`, ...size });
  return element;
}

/** Pixels between the hairline and the card. */
const GAP = 10;

/** On the side of the hairline with more room, above where the pointer is, or below it near the top. */
function beside(card: HTMLElement, layer: HTMLElement, { x, y }: Place, box: Plate['box']): void {
  const { offsetWidth: wide, offsetHeight: tall } = card;
  const right = x < (box.left + box.right) / 2;
  const across = right ? x + GAP : x - GAP - wide;
  const low = y < (box.top + box.bottom) / 2;
  const inside = (at: number, most: number) => Math.max(0, Math.min(most, at));
  place(card, {
    x: inside(across, layer.clientWidth - wide),
    y: low ? inside(box.bottom - tall, layer.clientHeight - tall) : box.top,
  });
}
