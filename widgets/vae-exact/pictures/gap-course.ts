import { evidenceAndElbo } from '#src/plots/bound.ts';
import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import type { TracePoint } from '../model.ts';

/** Evidence and ELBO by step in nats, the gap between them as an area; `best` is the most that any density has. */
export function gapCourse(trace: readonly TracePoint[], best: number | undefined, size: Size, fit = alone): Element {
  const last = trace.at(-1)?.step ?? 0;
  const shown = trace.filter(({ step }) => step >= last * 0.03);
  const range = fit('nats', rangeOf(shown, best));
  return Plot.plot({
    ...frame(size),
    marginTop: 34,
    marginLeft: 52,
    x: {
      label: 'step →',
      domain: fit('step', [shown[0]?.step ?? 0, Math.max(1, last)]),
      ticks: size.width < 240 ? 2 : 4,
    },
    y: { label: '↑ nats', domain: range, ticks: 5 },
    marks: [
      ...(best === undefined || best > range[1] ? [] : ceiling(best)),
      ...evidenceAndElbo(shown, 'step'),
      ...names(),
    ],
  });
}

const ceiling = (best: number) => [
  Plot.ruleY([best], { stroke: ink('muted'), strokeWidth: 1.5, strokeDasharray: '6 4' }),
  Plot.text([best], {
    frameAnchor: 'left',
    y: (nats: number) => nats,
    text: () => 'the data’s own density',
    textAnchor: 'start',
    dx: 8,
    dy: 10,
    fill: ink('muted'),
  }),
];

/** The signs explained above the frame. */
function names() {
  const corner = { frameAnchor: 'top-right', dy: -22, textAnchor: 'end' } as const;
  return [
    Plot.text(['━ evidence'], { ...corner, dx: -106, fill: ink('evidence'), className: 'term-evidence' }),
    Plot.text(['┅ ELBO'], { ...corner, dx: -44, fill: ink('elbo'), className: 'term-elbo' }),
    Plot.text(['■ gap'], { ...corner, fill: ink('gap'), className: 'term-gap' }),
  ];
}

/** From the least ELBO to the most that is drawn, with some room; the ceiling only where the run has come near it. */
function rangeOf(trace: readonly TracePoint[], best: number | undefined): [number, number] {
  const known = trace.filter(({ evidence }) => Number.isFinite(evidence));
  if (known.length === 0) return [-10, 0];
  const low = Math.min(...known.map(({ elbo }) => elbo));
  const reached = Math.max(...known.map(({ evidence }) => evidence));
  const room = Math.max(0.02, 0.06 * (reached - low));
  const high = best !== undefined && best - reached < 0.8 * (reached - low) ? Math.max(best, reached) : reached;
  return [low - room, high + 1.5 * room];
}
