/** What lies over the decoded digits, and what stands beside them, for each thing that the figure can show. */
import { encode } from '#src/models/vae/networks.ts';
import {
  between,
  decoded,
  directionsOf,
  heldOutImage,
  imageOfDrawing,
  meanOf,
  outlineOf,
  pathAt,
  reconstructed,
  within,
  type Code,
  type Direction,
  type Plane,
  type Values,
} from '../model.ts';
import type { Captioned } from '../pictures/digit-row.ts';
import type { Cloud, Scene } from '../pictures/z-plane.ts';
import { words } from './words.ts';

/** What lies over the decoded digits and stays while the marker moves. */
export type Over = Pick<Scene, 'ground' | 'clouds' | 'arrows' | 'lines' | 'pins'>;
type Show = Values['show'];

export const bare: Over = { ground: 1, clouds: [], arrows: [], lines: [], pins: [] };
/** More clouds than these hide each other. */
const CLOUDS = 200;
/** How dark decoded digits are under something else. */
const FADED = 0.22;
const STOPS = 9;
/** A line that explains less than this has no direction worth an arrow. */
const LEAST = 0.05;

const cloudOf = ({ moments, labels }: Plane, digit: number, deviations: number): Cloud => ({
  outline: outlineOf(moments, 4 * digit, deviations),
  mean: [moments[4 * digit] ?? NaN, moments[4 * digit + 1] ?? NaN],
  label: String(labels[digit]),
});

/** `ends` are the numbers of digits a and b, `drawn` the reader's digit as the encoder sees it. */
export function overOf(plane: Plane | undefined, show: Show, ends: string, drawn: Uint8Array | undefined): Over {
  if (!plane) return bare;
  const [a = 0, b = 0] = ends.split(' ').map((digit) => within(plane, Number(digit)));
  switch (show) {
    case 'digits':
      return bare;
    case 'clouds':
      return { ...bare, ground: FADED, clouds: firstClouds(plane, 1) };
    case 'factors':
      return {
        ...bare,
        ground: FADED * 2,
        arrows: directionsOf(plane)
          .filter(({ r2 }) => r2 >= LEAST)
          .map(arrowOf),
      };
    case 'path':
      return { ...bare, ground: 0.5, lines: [lineOf(plane, a, b)], pins: pinsOf(plane, { a, b }) };
    case 'edit':
      return { ...bare, ground: 0.5, pins: pinsOf(plane, { a }) };
    case 'draw':
      return { ...bare, ground: 0.5, clouds: drawn ? cloudsOfDrawing(plane, drawn) : [] };
  }
}

const firstClouds = (plane: Plane, deviations: number) =>
  Array.from({ length: Math.min(CLOUDS, plane.labels.length) }, (_, digit) => cloudOf(plane, digit, deviations));

const arrowOf = ({ factor, r2, from, to }: Direction) => ({
  from,
  to,
  label: `${factor} ${r2.toFixed(2)}`,
  strength: r2,
});

const lineOf = (plane: Plane, a: number, b: number) =>
  Array.from({ length: 33 }, (_, i) => between(meanOf(plane, a), meanOf(plane, b), i / 32));

const pinsOf = (plane: Plane, ends: Readonly<Record<string, number>>) =>
  Object.entries(ends).map(([label, digit]) => ({ at: meanOf(plane, digit), label }));

/** One and two standard deviations around the mean code of a drawing. */
function cloudsOfDrawing({ networks }: Plane, drawn: Uint8Array): readonly Cloud[] {
  const moments = encode(networks, drawn);
  const mean: Code = [moments[0] ?? NaN, moments[1] ?? NaN];
  return [2, 1].map((deviations) => ({ outline: outlineOf(moments, 0, deviations), mean, label: '?' }));
}

/** Rows of digits, each with its words. */
export type Beside = readonly (readonly Captioned[])[];

export function besideOf(plane: Plane, values: Values, spoken: number, picture: Uint8Array | undefined): Beside {
  const only = onlyIn(plane);
  switch (values.show) {
    case 'digits':
      return [];
    case 'clouds':
      return [
        withItsReturn(plane, heldOutImage(plane, spoken, only), words.heldOut(spoken, plane.labels[spoken] ?? 0)),
      ];
    case 'factors':
      return directionsOf(plane).map((direction) => rowAlong(plane, direction));
    case 'path':
      return [stopsOf(plane, values)];
    case 'edit': {
      const image = heldOutImage(plane, spoken, only);
      const [original, back] = withItsReturn(plane, image, words.heldOut(spoken, plane.labels[spoken] ?? 0));
      if (!original || !back || !picture) return [];
      return [
        [
          original,
          back,
          { image: picture, words: words.pushed },
          { image: picture, less: back.image, words: words.change },
        ],
      ];
    }
    case 'draw': {
      const image = imageOfDrawing(values.drawing);
      return image ? [withItsReturn(plane, image, words.drawn)] : [];
    }
  }
}

/** The one kind of digit that a plane is of, if it is of one. */
function onlyIn({ labels }: Plane): number | undefined {
  const [first] = labels;
  return labels.every((label) => label === first) ? first : undefined;
}

const withItsReturn = ({ networks }: Plane, image: Uint8Array, said: string): readonly Captioned[] => [
  { image, words: said },
  { image: reconstructed(networks, image), words: words.back },
];

/** Seven digits along an arrow, from as far behind its beginning as its end lies ahead. */
const rowAlong = ({ networks }: Plane, { factor, r2, from, to }: Direction): readonly Captioned[] =>
  Array.from({ length: 7 }, (_, i) => ({
    image: decoded(networks, between(from, to, (i - 3) / 2)),
    words: i === 0 ? factor : i === 6 ? `R² ${r2.toFixed(2)}` : '',
  }));

const stopsOf = (plane: Plane, values: Values): readonly Captioned[] =>
  Array.from({ length: STOPS }, (_, i) => ({
    image: decoded(plane.networks, pathAt(plane, values, i / (STOPS - 1))),
    words: i === 0 ? 'a' : i === STOPS - 1 ? 'b' : '',
  }));
