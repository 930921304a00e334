/** A guess, dashed, over the plot in which the figure answers. */
import type { Plate } from '#src/base/plate.ts';
import { within } from '#src/base/within.ts';
import type { GuessMark, Known, Point } from '#src/run/guess.ts';
import type { Marked } from '#src/run/guessing.ts';

/** Radius of a ring and of a place that is known, and how far a label stands from its mark, in pixels. */
const RING = 13;
const KNOWN = 4;
const GAP = 5;

/** Every place that is marked, for axes that have to hold them. */
export function placesOf(marked: Marked | undefined): readonly Point[] {
  if (!marked) return [];
  const { mark, known } = marked;
  const own = 'rings' in mark ? mark.rings : 'curve' in mark ? mark.curve : [];
  return [...own, ...(known ? [known.at] : [])];
}

/** What is drawn of a mark in pixels, and where its label stands. */
type Drawn = { readonly d: string; readonly label: Point };

export const drawnOn = (mark: GuessMark, plate: Plate): Drawn => {
  if ('upright' in mark) return upright(inFrame(plate, [mark.upright, 0])[0], plate);
  if ('rings' in mark) return rings(mark.rings.map((place) => inFrame(plate, place)));
  return curve(mark.curve.map((place) => inFrame(plate, place)));
};

/** A place in pixels; one outside of the frame stands at its edge. */
const inFrame = ({ box, x, y }: Plate, [across, up]: Point): Point => [
  within(x.toPixels(across), box.left, box.right),
  within(y.toPixels(up), box.top, box.bottom),
];

/** Where on an upright line its label stands: below what is written along the top of the frame. */
const SHARE = 0.3;

const upright = (x: number, { box }: Plate): Drawn => ({
  d: `M${x},${box.top}V${box.bottom}`,
  label: [x, box.top + SHARE * (box.bottom - box.top)],
});

function rings(places: readonly Point[]): Drawn {
  const arc = `a${RING},${RING} 0 1 0 `;
  const d = places.map(([x, y]) => `M${x - RING},${y}${arc}${2 * RING},0${arc}${-2 * RING},0`).join('');
  return { d, label: above(places, RING) };
}

const curve = (places: readonly Point[]): Drawn => ({ d: `M${places.join('L')}`, label: above(places, 0) });

/** Above the highest place of all. */
function above(places: readonly Point[], more: number): Point {
  const [x, y] = places.reduce((best, place) => (place[1] < best[1] ? place : best), [0, Infinity]);
  return [x, y - more - GAP];
}

export type Marking = { show(marked: Marked | undefined, plates: readonly Plate[]): void };

/** Marks guesses in a layer over a picture. Its sentence for the ears stands beside the buttons. */
export function markingOver(layer: HTMLElement, label: string): Marking {
  let shown: SVGSVGElement | undefined;
  return {
    show(marked, [plate]) {
      shown?.remove();
      shown = marked && plate && picture(marked, plate, label);
      if (shown) layer.append(shown);
    },
  };
}

function picture({ mark, known }: Marked, plate: Plate, label: string): SVGSVGElement {
  const svg = made('svg', { class: 'guess-mark', 'aria-hidden': 'true' });
  const drawn = drawnOn(mark, plate);
  svg.append(made('path', { d: drawn.d }), worded(label, drawn.label, plate), ...(known ? knownOn(known, plate) : []));
  return svg;
}

function knownOn({ label, at }: Known, plate: Plate): readonly SVGElement[] {
  const [x, y] = inFrame(plate, at);
  return [made('circle', { cx: x, cy: y, r: KNOWN }), worded(label, [x, y - KNOWN - GAP], plate)];
}

/** Room that a label takes to either side of where it is centred. */
const HALF = 34;

function worded(words: string, [x, y]: Point, { box }: Plate): SVGElement {
  const anchor = x + HALF > box.right ? 'end' : x - HALF < box.left ? 'start' : 'middle';
  const text = made('text', { x, y: Math.max(box.top + 10, y), 'text-anchor': anchor });
  text.textContent = words;
  return text;
}

function made<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
