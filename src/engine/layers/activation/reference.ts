import { at, sigmoid, type Performed, type Work } from '../../executors/plain.ts';
import { LEAK, type Activation } from '../../steps/model.ts';
import { strideOf, type StageOf } from '../../steps/stages.ts';

type Shape = {
  readonly value: (x: number) => number;
  /** f′ from the value y = f(x). */
  readonly slope: (y: number) => number;
};

const SHAPES: Readonly<Record<Activation, Shape>> = {
  linear: { value: (x) => x, slope: () => 1 },
  relu: { value: (x) => Math.max(0, x), slope: (y) => (y > 0 ? 1 : 0) },
  'leaky relu': { value: (x) => (x < 0 ? LEAK * x : x), slope: (y) => (y > 0 ? 1 : LEAK) },
  tanh: { value: Math.tanh, slope: (y) => 1 - y * y },
  sigmoid: { value: sigmoid, slope: (y) => y * (1 - y) },
};

export const activated = (x: number, activation: Activation): number => SHAPES[activation].value(x);

/** f′ from the value y = f(x). */
export const derivative = (y: number, activation: Activation): number => SHAPES[activation].slope(y);

function activate({ arena }: Work, { rows, width, x, y, activation }: StageOf<'activate'>): void {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const place = row * strideOf(width) + column;
      arena[y + place] = activated(at(arena, x + place), activation);
    }
}

function throughActivation({ arena }: Work, stage: StageOf<'through activation'>): void {
  const { rows, width, y, yGradient, gradient, activation } = stage;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const place = row * strideOf(width) + column;
      arena[gradient + place] = at(arena, yGradient + place) * derivative(at(arena, y + place), activation);
    }
}

export const activation: Performed<'activate' | 'through activation'> = {
  activate,
  'through activation': throughActivation,
};
