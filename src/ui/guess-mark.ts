/** A guess, dashed, over the plot in which the figure answers. */
import type { Plate } from '#src/base/plate.ts';
import type { GuessMark, Point } from '#src/run/guess.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** Radius of a ring, and how far its label stands from the mark, in pixels. */
const RING = 13;
const GAP = 5;

/** What is drawn of a mark in pixels, and where its label stands. */
type Drawn = { readonly d: string; readonly label: Point };

export const drawnOn = (mark: GuessMark, plate: Plate): Drawn => {
  if ('upright' in mark) return upright(inFrame(plate, [mark.upright, 0])[0], plate);
  if ('rings' in mark) return rings(mark.rings.map((place) => inFrame(plate, place)));
  return curve(mark.curve.map((place) => inFrame(plate, place)));
};

/** A place in pixels; one outside of the frame stands at its edge. */
function inFrame({ box, x, y }: Plate, [across, up]: Point): Point {
  const within = (at: number, low: number, high: number) => Math.min(high, Math.max(low, at));
  return [within(x.toPixels(across), box.left, box.right), within(y.toPixels(up), box.top, box.bottom)];
}

const upright = (x: number, { box }: Plate): Drawn => ({
  d: `M${x},${box.top}V${box.bottom}`,
  label: [x, (box.top + box.bottom) / 2],
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

export type Marking = { show(mark: GuessMark | undefined, plates: readonly Plate[]): void };

/** Marks guesses in a layer over a picture. Its sentence for the ears stands beside the buttons. */
export function markingOver(layer: HTMLElement, label: string): Marking {
  let shown: SVGSVGElement | undefined;
  return {
    show(mark, [plate]) {
      shown?.remove();
      shown = mark && plate && picture(drawnOn(mark, plate), plate, label);
      if (shown) layer.append(shown);
    },
  };
}

function picture({ d, label: [x, y] }: Drawn, { box }: Plate, words: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'guess-mark');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', d);
  const text = document.createElementNS(SVG, 'text');
  text.textContent = words;
  const { place, anchor } = labelled(x, box);
  text.setAttribute('x', String(place));
  text.setAttribute('y', String(Math.max(box.top + 10, y)));
  text.setAttribute('text-anchor', anchor);
  svg.append(path, text);
  return svg;
}

/** Room that the label takes to either side of where it is centred. */
const HALF = 34;

function labelled(x: number, { left, right }: Plate['box']) {
  if (x + HALF > right) return { place: Math.min(x + GAP, right), anchor: 'end' };
  if (x - HALF < left) return { place: Math.max(x - GAP, left), anchor: 'start' };
  return { place: x, anchor: 'middle' };
}
