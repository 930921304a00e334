import { metricsOf, steps, type Values } from '#widgets/elbo-identity/model.ts';
import type { Diagram, Mark, Place } from '../drawing/diagram.ts';

/** The linear model with a weight that is too small for x, so that a round of EM can be seen; q as in the lecture. */
const START: Values = { x: 3, w: 0.5, s: 0.8, m: 0.3, logv: Math.log(0.5) };

/** Evidence and ELBO in nats at the start, after an E step, after the M step that follows, and after one more E step. */
export const rounds = (['E', 'M', 'E'] as const)
  .reduce<readonly Values[]>(
    (all, step) => {
      const last = all.at(-1) ?? START;
      return [...all, { ...last, ...steps[step](last) }];
    },
    [START],
  )
  .map((values) => metricsOf(values))
  .map(({ evidence, elbo }) => ({ evidence, elbo }));

type Round = (typeof rounds)[number];
type Frame = {
  /** Where the level stretch of each state begins and ends, in columns. */
  readonly stretches: readonly Place[];
  /** Row of zero nats, and rows of one nat. */
  readonly zero: number;
  readonly nat: number;
  /** Row of the names of the steps. */
  readonly steps: number;
  /** Whether there is room for the numbers. */
  readonly numbers: boolean;
};

const BETWEEN = 10;
/** What leads from each state to the next. */
const STEPS = ['e-step', 'm-step', 'e-step'] as const;
/** From 0 to 1 with level ends. */
const ease = (share: number) => (1 - Math.cos(Math.PI * share)) / 2;

const rowOf = ({ zero, nat }: Frame, state: number, of: keyof Round): number => zero - (rounds[state]?.[of] ?? 0) * nat;

/** Where a quantity is while nothing moves. */
const level = (frame: Frame, state: number, of: keyof Round): readonly Place[] =>
  (frame.stretches[state] ?? [0, 0]).map((column): Place => [column, rowOf(frame, state, of)]);

/** How it goes on to the next state. */
function rise(frame: Frame, state: number, of: keyof Round): readonly Place[] {
  const [from, to] = [frame.stretches[state]?.[1] ?? 0, frame.stretches[state + 1]?.[0] ?? 0];
  const [low, high] = [rowOf(frame, state, of), rowOf(frame, state + 1, of)];
  return Array.from({ length: BETWEEN + 1 }, (_, i): Place => {
    const share = i / BETWEEN;
    return [from + share * (to - from), low + ease(share) * (high - low)];
  });
}

/** A quantity through all states. */
const course = (frame: Frame, of: keyof Round): readonly Place[] =>
  frame.stretches.flatMap((_, state) => [
    ...level(frame, state, of),
    ...(state + 1 < frame.stretches.length ? rise(frame, state, of).slice(1, -1) : []),
  ]);

/** Each line in pieces: level ones are its own, and what rises belongs to the step that lifts it. */
function pieces(frame: Frame, of: keyof Round): readonly Mark[] {
  const style = of === 'evidence' ? { thick: true } : { dashed: true };
  return frame.stretches.flatMap((_, state): readonly Mark[] => {
    const step = STEPS[state];
    const moves = step === 'm-step' || of === 'elbo';
    return [
      { kind: 'curve', part: of, through: level(frame, state, of), ...style },
      ...(step ? [{ kind: 'curve', part: moves ? step : of, through: rise(frame, state, of), ...style } as const] : []),
    ];
  });
}

/** The numbers after the M step, in the third state. */
function numbers({ stretches, zero, nat }: Frame): readonly Mark[] {
  const { evidence, elbo } = rounds[2] ?? { evidence: 0, elbo: 0 };
  const left = stretches[2]?.[0] ?? 0;
  return [
    {
      kind: 'words',
      part: 'evidence',
      at: [left, zero - evidence * nat - 1],
      label: `$${evidence.toFixed(2)}$`,
      anchor: 'start',
    },
    { kind: 'words', part: 'elbo', at: [left, zero - elbo * nat + 1], label: `$${elbo.toFixed(2)}$`, anchor: 'start' },
  ];
}

/** Under each rise the step that makes it. */
const moves = ({ stretches, steps: row }: Frame): readonly Mark[] =>
  STEPS.flatMap((part, i): readonly Mark[] => {
    const [from, to] = [stretches[i]?.[1] ?? 0, stretches[i + 1]?.[0] ?? 0];
    return [
      { kind: 'edge', part, from: [from - 0.4, row], to: [to + 0.4, row] },
      { kind: 'words', part, at: [(from + to) / 2, row + 1], label: part === 'e-step' ? 'E step' : 'M step' },
    ];
  });

/** What the lines are, at the start; with their numbers where there is room. */
function names({ stretches, zero, nat, numbers: withNumbers }: Frame): readonly Mark[] {
  const { evidence, elbo } = rounds[0] ?? { evidence: 0, elbo: 0 };
  const left = stretches[0]?.[0] ?? 0;
  const value = (of: number) => (withNumbers ? ` = ${of.toFixed(2)}` : '');
  return [
    {
      kind: 'words',
      part: 'evidence',
      at: [left, zero - evidence * nat - 1],
      label: `evidence $\\log p_\\theta(x)${value(evidence)}$`,
      anchor: 'start',
    },
    {
      kind: 'words',
      part: 'elbo',
      at: [left, zero - elbo * nat + 1],
      label: `$\\mathrm{ELBO}(q, \\theta)${value(elbo)}$`,
      anchor: 'start',
    },
    {
      kind: 'words',
      part: 'gap',
      at: [left + 0.7, zero - ((evidence + elbo) / 2) * nat],
      label: 'gap',
      anchor: 'start',
      rimless: true,
    },
  ];
}

const gapAt = ({ stretches, zero, nat }: Frame, state: number): Mark => {
  const { evidence, elbo } = rounds[state] ?? { evidence: 0, elbo: 0 };
  const column = (stretches[state]?.[0] ?? 0) + (state === 0 ? 0.3 : 1);
  return { kind: 'span', part: 'gap', from: [column, zero - evidence * nat], to: [column, zero - elbo * nat] };
};

function marks(frame: Frame): readonly Mark[] {
  const [evidence, elbo] = [course(frame, 'evidence'), course(frame, 'elbo')];
  return [
    { kind: 'curve', part: 'gap', through: [...evidence, ...elbo.toReversed()], filled: true },
    gapAt(frame, 0),
    gapAt(frame, 2),
    ...pieces(frame, 'elbo'),
    ...pieces(frame, 'evidence'),
    ...names(frame),
    ...(frame.numbers ? numbers(frame) : []),
    ...moves(frame),
  ];
}

export const diagram: Diagram = {
  says: 'The evidence and, below it, the ELBO through an E step, an M step and another E step, with the gap between them filled. Each E step lifts the ELBO to the evidence and closes the gap. The M step lifts both lines and opens the gap a little.',
  parts: { evidence: 'evidence', elbo: 'elbo', gap: 'gap', 'e-step': 'inference', 'm-step': 'model' },
  wide: {
    size: [30, 15.8],
    marks: marks({
      stretches: [
        [0.6, 7],
        [9, 13.8],
        [16.2, 20.8],
        [23, 29.4],
      ],
      zero: -3.8,
      nat: 2.1,
      steps: 14.2,
      numbers: true,
    }),
  },
  narrow: {
    size: [16, 15.8],
    marks: marks({
      stretches: [
        [0.4, 3.2],
        [4.8, 7.4],
        [9.2, 11.4],
        [13, 15.8],
      ],
      zero: -3.8,
      nat: 2.1,
      steps: 14.2,
      numbers: false,
    }),
  },
};
