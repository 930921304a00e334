/** The only place that knows a colour. A colour means one thing through the whole course; each has a second sign too. */

export type Hue = 'ink' | 'blue' | 'vermilion' | 'grey' | 'green' | 'purple' | 'gold';
type Shade = { readonly light: string; readonly dark: string };

/** Tuned from Okabe and Ito's set until text contrast and colour-blind distances hold on both papers (`meaning.test.ts`). */
export const hues: Readonly<Record<Hue, Shade>> = {
  ink: { light: '#23211d', dark: '#ece7dc' },
  blue: { light: '#0a357a', dark: '#6796de' },
  vermilion: { light: '#a62b02', dark: '#e56a33' },
  grey: { light: '#6f6b66', dark: '#92908a' },
  green: { light: '#146238', dark: '#76ce8e' },
  purple: { light: '#9a4892', dark: '#e8b4e9' },
  gold: { light: '#7f6a08', dark: '#d6bf1e' },
};

/**
 * The paper under the text, the surface of a figure, thin lines; and the two ends of what a discriminator says of a place,
 * with the surface as the neutral middle. Marks are drawn upon them, so they stay pale in light and deep in the dark.
 */
export const grounds: Readonly<Record<'paper' | 'surface' | 'rule' | 'looks-fake' | 'looks-real', Shade>> = {
  paper: { light: '#fbf9f3', dark: '#1c1b19' },
  surface: { light: '#f4f1e8', dark: '#242320' },
  rule: { light: '#d9d4c7', dark: '#3d3a35' },
  'looks-fake': { light: '#bccdea', dark: '#20365c' },
  'looks-real': { light: '#eecb98', dark: '#4d3514' },
};

/** What each colour says. Terms of formulas, words, marks and controls ask by these names. */
export const meanings = {
  data: 'ink',
  real: 'ink',
  evidence: 'ink',
  elbo: 'ink',
  model: 'blue',
  fake: 'blue',
  inference: 'vermilion',
  prior: 'grey',
  muted: 'grey',
  posterior: 'gold',
  gap: 'gold',
  distortion: 'green',
  reconstruction: 'green',
  rate: 'purple',
  kl: 'purple',
} as const satisfies Readonly<Record<string, Hue>>;

export type Meaning = keyof typeof meanings;
export type Ground = keyof typeof grounds;

const isMeaning = (name: string): name is Meaning => Object.hasOwn(meanings, name);

/** The CSS colour of a meaning; it follows the reader's theme without a redraw. */
export const ink = (name: Meaning | Ground): string => `var(--${isMeaning(name) ? meanings[name] : name})`;

/**
 * The same at a place in the page, for canvases, which do not follow the theme by themselves; grounds as #rrggbb, also where
 * they are the system's own.
 */
export function inkAt(place: Element, name: Meaning | Ground): string {
  const value = getComputedStyle(place)
    .getPropertyValue(`--${isMeaning(name) ? meanings[name] : name}`)
    .trim();
  if (value.startsWith('#')) return value;
  const scratch = document.createElement('canvas').getContext('2d');
  if (!scratch) return value;
  scratch.fillStyle = value;
  return scratch.fillStyle;
}

export type Rgb = readonly [number, number, number];

/** Red, green and blue from 0 to 255 of #rrggbb. */
export const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

/** A colour on the two-sided scale through `middle`; `at` runs from −1 to 1. */
export function twoSided(at: number, low: Rgb, middle: Rgb, high: Rgb): Rgb {
  const end = at < 0 ? low : high;
  const share = Math.min(1, Math.abs(at));
  return middle.map((value, channel) => value + share * ((end[channel] ?? 0) - value)) as unknown as Rgb;
}

/** The custom properties of one theme, as CSS declarations. */
export const declarations = (theme: keyof Shade): string =>
  [...Object.entries(hues), ...Object.entries(grounds)].map(([name, shade]) => `--${name}:${shade[theme]}`).join(';');

/** What the system's text colour adds to a hue, so that it reads on any ground a reader's contrast theme may have. */
const OWN_SHARE = '60%';

/** The same for a reader's contrast theme: ink and grounds are the system's, and hues lean towards its text. */
export const forcedDeclarations = (theme: keyof Shade): string =>
  [
    ...Object.entries(hues).map(([name, shade]) =>
      name === 'ink' || name === 'grey'
        ? `--${name}:CanvasText`
        : `--${name}:color-mix(in srgb,${shade[theme]} ${OWN_SHARE},CanvasText)`,
    ),
    '--paper:Canvas;--surface:Canvas;--rule:GrayText',
    ...(['looks-fake', 'looks-real'] as const).map((name) => `--${name}:${grounds[name][theme]}`),
  ].join(';');

/** Rules that colour every marked term: `[data-term=kl]`, `.term-kl`. */
export const termRules = (): string =>
  Object.entries(meanings)
    .map(([name, hue]) => `[data-term='${name}'],[data-term^='${name}-']{--term:var(--${hue})}`)
    .join('');

/** The hues of the components of a mixture, in their order: they have no meaning besides being different ones. */
const componentHues = ['vermilion', 'blue', 'green', 'purple', 'gold', 'ink'] as const satisfies readonly Hue[];
export const componentInk = (component: number): string =>
  `var(--${componentHues[component % componentHues.length] ?? 'ink'})`;

/** Dashes that tell lines apart without colour. */
export const dashes: Readonly<Partial<Record<Meaning, string>>> = {
  prior: '6 4',
  posterior: '2 3',
  inference: '',
  rate: '7 3 2 3',
  distortion: '',
  elbo: '4 2',
};
