import { literal, padded } from '../../executors/wgsl/functions.ts';
import type { PartsOf } from '../../executors/wgsl/part.ts';
import { quadAt, quadsOf, type Places } from '../../executors/wgsl/places.ts';
import { eachQuad, store, strips } from '../../executors/wgsl/rows.ts';
import { LEAK, type Activation } from '../../steps/model.ts';
import type { StageOf } from '../../steps/stages.ts';

type Shape = {
  readonly value: (x: string) => string;
  /** f′ from the value y = f(x). */
  readonly slope: (y: string) => string;
};

/** Of quads, as expressions. */
const SHAPES: Readonly<Record<Activation, Shape>> = {
  linear: { value: (x) => x, slope: () => 'vec4f(1)' },
  relu: {
    value: (x) => `max(${x}, vec4f())`,
    slope: (y) => `select(vec4f(), vec4f(1), ${y} > vec4f())`,
  },
  'leaky relu': {
    value: (x) => `max(${x}, ${literal(LEAK)} * ${x})`,
    slope: (y) => `select(vec4f(${literal(LEAK)}), vec4f(1), ${y} > vec4f())`,
  },
  tanh: { value: (x) => `hyperbolicTangent(${x})`, slope: (y) => `(1 - ${y} * ${y})` },
  sigmoid: { value: (x) => `sigmoid(${x})`, slope: (y) => `(${y} * (1 - ${y}))` },
};

/** f(x) for a quad x. */
export const activated = (x: string, activation: Activation): string => SHAPES[activation].value(x);

/** f′ from a quad of values y = f(x). */
export const derivative = (y: string, activation: Activation): string => SHAPES[activation].slope(y);

/** f(a), with the padding 0: of the activations, only the sigmoid of 0 is not. */
export const activatedRow = (a: string, activation: Activation, width: number): string =>
  activation === 'sigmoid' ? padded(activated(a, activation), 'quad', width) : activated(a, activation);

const shown = ({ width, y, activation }: StageOf<'activate'>): string =>
  `arena[${quadAt(y, width, 'row', 'quad')}] = ${padded(activated('value', activation), 'quad', width)};`;

function activate(places: Places, { rows, width, x, y, activation }: StageOf<'activate'>): string {
  const body = `let value = ${places.reader(x, width)('row', 'quad')}; ${store(y, width, activated('value', activation))}`;
  return eachQuad(rows, quadsOf(width), body);
}

function throughActivation(places: Places, stage: StageOf<'through activation'>): string {
  const { rows, width, y, yGradient, gradient, activation } = stage;
  const value = `${places.reader(yGradient, width)('row', 'quad')} * ${derivative('value', activation)}`;
  const body = `let value = ${places.reader(y, width)('row', 'quad')}; ${store(gradient, width, value)}`;
  return eachQuad(rows, quadsOf(width), body);
}

export const activation: PartsOf<'activate' | 'through activation'> = {
  activate: {
    rows: { text: activate, strips: ({ width, x, y }) => strips(width, x, y) },
    head: { on: ({ x }) => x, text: (_, stage) => shown(stage) },
  },
  'through activation': {
    rows: {
      text: throughActivation,
      strips: ({ width, y, yGradient, gradient }) => strips(width, y, yGradient, gradient),
    },
  },
};
