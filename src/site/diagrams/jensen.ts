import type { Diagram, Mark, Place } from '../drawing/diagram.ts';

/** The example: r is one of two values, each with probability one half. */
const LOW = 0.5;
const HIGH = 4;
const MEAN = (LOW + HIGH) / 2;

/** What the drawing is made from, and what its labels print. */
export const numbers = {
  low: LOW,
  high: HIGH,
  mean: MEAN,
  logOfMean: Math.log(MEAN),
  meanOfLog: (Math.log(LOW) + Math.log(HIGH)) / 2,
  /** Height of the tangent at the mean. */
  tangentAt: (r: number) => Math.log(MEAN) + (r - MEAN) / MEAN,
};

const FROM = 0.36;
const TO = 4.6;
const STEPS = 48;

type Frame = {
  /** Where r = 0 and log r = 0 are. */
  readonly origin: Place;
  /** Cells of one unit of r, and of one unit of log r. */
  readonly scale: Place;
  readonly axes: { readonly left: number; readonly right: number; readonly bottom: number; readonly top: number };
  /** Labels of the two levels, with or without their numbers. */
  readonly levels: readonly [string, string];
};

const curve = Array.from({ length: STEPS + 1 }, (_, i) => FROM * (TO / FROM) ** (i / STEPS));

type On = (r: number, height: number) => Place;

const axesOf = (on: On, { left, right, bottom, top }: Frame['axes']): readonly Mark[] => {
  const tick = (r: number, label: string, part: string): readonly Mark[] => [
    {
      kind: 'curve',
      part,
      through: [
        [on(r, 0)[0], bottom],
        [on(r, 0)[0], bottom + 0.35],
      ],
    },
    { kind: 'words', part, at: [on(r, 0)[0], bottom + 1.2], label },
  ];
  return [
    { kind: 'edge', from: [left, bottom], to: [right, bottom] },
    { kind: 'edge', from: [left, bottom], to: [left, top] },
    { kind: 'words', at: [right - 0.5, bottom + 1.2], label: '$r$' },
    ...tick(LOW, `$${LOW}$`, 'values'),
    ...tick(HIGH, `$${HIGH}$`, 'values'),
    ...tick(MEAN, `$\\operatorname{E}[r] = ${MEAN}$`, 'mean'),
  ];
};

/** The curve with its chord and its tangent, each with its name. */
const lines = (on: On): readonly Mark[] => {
  const { tangentAt } = numbers;
  return [
    { kind: 'curve', part: 'tangent', through: [on(LOW, tangentAt(LOW)), on(TO, tangentAt(TO))] },
    { kind: 'words', part: 'tangent', at: on(3.2, 1.52), label: 'tangent', anchor: 'end' },
    { kind: 'curve', part: 'curve', through: curve.map((r) => on(r, Math.log(r))), thick: true },
    { kind: 'words', part: 'curve', at: on(4.42, 1.22), label: '$\\log r$' },
    { kind: 'curve', part: 'chord', through: [on(LOW, Math.log(LOW)), on(HIGH, Math.log(HIGH))] },
    { kind: 'words', part: 'chord', at: on(1.42, -0.45), label: 'chord', anchor: 'start' },
    { kind: 'dot', part: 'values', at: on(LOW, Math.log(LOW)) },
    { kind: 'dot', part: 'values', at: on(HIGH, Math.log(HIGH)) },
  ];
};

/** The two heights at the mean, from the axis, and what is between them. */
const levels = (on: On, { axes, levels: [above, below] }: Frame): readonly Mark[] => {
  const { logOfMean, meanOfLog } = numbers;
  const level = (part: string, height: number, label: string): readonly Mark[] => [
    { kind: 'curve', part, through: [[axes.left, on(0, height)[1]], on(MEAN, height)], dashed: true },
    { kind: 'words', part, at: [axes.left - 0.4, on(0, height)[1]], label, anchor: 'end' },
    { kind: 'dot', part, at: on(MEAN, height) },
  ];
  const middle = (logOfMean + meanOfLog) / 2;
  return [
    { kind: 'curve', part: 'mean', through: [[on(MEAN, 0)[0], axes.bottom], on(MEAN, meanOfLog)], dashed: true },
    { kind: 'span', part: 'gap', from: on(MEAN, logOfMean), to: on(MEAN, meanOfLog) },
    { kind: 'curve', part: 'gap', through: [on(MEAN, middle), on(3.05, 0.22)] },
    {
      kind: 'words',
      part: 'gap',
      at: on(3.14, 0.14),
      label: `gap $${(logOfMean - meanOfLog).toFixed(3)}$`,
      anchor: 'start',
    },
    ...level('log-of-mean', logOfMean, above),
    ...level('mean-of-log', meanOfLog, below),
  ];
};

function marks(frame: Frame): readonly Mark[] {
  const { origin, scale, axes } = frame;
  const on: On = (r, height) => [origin[0] + r * scale[0], origin[1] - height * scale[1]];
  return [...axesOf(on, axes), ...lines(on), ...levels(on, frame)];
}

const names = ['\\log\\operatorname{E}[r]', '\\operatorname{E}[\\log r]'] as const;

export const diagram: Diagram = {
  says: 'The curve of log r between r = 0.5 and r = 4, with the chord between these two points below it and the tangent at their mean 2.25 above it. At the mean the curve is at 0.811, the logarithm of the mean, and the chord at 0.347, the mean of the logarithms: a gap of 0.464.',
  parts: {
    curve: 'data',
    values: 'data',
    mean: 'muted',
    chord: 'elbo',
    tangent: 'muted',
    'log-of-mean': 'evidence',
    'mean-of-log': 'elbo',
    gap: 'gap',
  },
  wide: {
    size: [30, 16.8],
    marks: marks({
      origin: [7.6, 9.2],
      scale: [4.5, 4.9],
      axes: { left: 7.6, right: 29.6, bottom: 14.8, top: 0.2 },
      levels: [`$${names[0]} = ${numbers.logOfMean.toFixed(3)}$`, `$${names[1]} = ${numbers.meanOfLog.toFixed(3)}$`],
    }),
  },
  narrow: {
    size: [16, 16.8],
    marks: marks({
      origin: [4, 9.2],
      scale: [2.5, 4.9],
      axes: { left: 4, right: 15.8, bottom: 14.8, top: 0.2 },
      levels: [`$${names[0]}$`, `$${names[1]}$`],
    }),
  },
};
