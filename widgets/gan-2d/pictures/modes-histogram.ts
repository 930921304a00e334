import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** Runs of one setting over seeds: how many modes each covered. */
export type SeedsShown = {
  readonly covered: readonly number[];
  /** Runs that covered fewer than this many count as collapsed. */
  readonly enough: number;
  /** How many runs there will be. */
  readonly of: number;
};

type Bar = { readonly modes: number; readonly runs: number };

/** A dot a run over the number of modes it covered; left of the dashed line a run has collapsed. */
export function modesHistogram({ covered, enough, of }: SeedsShown, modes: number, size: Size): Element {
  const bars: readonly Bar[] = Array.from({ length: modes + 1 }, (_, at) => ({
    modes: at,
    runs: covered.filter((count) => count === at).length,
  }));
  return Plot.plot({
    ...frame(size),
    marginTop: 18,
    marginLeft: 40,
    marginBottom: 40,
    x: { label: 'modes covered →', domain: [-0.5, modes + 0.5], ticks: ticksTo(modes), tickFormat: 'd' },
    y: { label: '↑ runs', domain: [0, of], ticks: 4, tickFormat: 'd' },
    marks: [
      Plot.ruleY([0], { stroke: ink('muted') }),
      Plot.rect(
        bars.filter(({ runs }) => runs > 0),
        {
          x1: ({ modes: at }: Bar) => at - 0.4,
          x2: ({ modes: at }: Bar) => at + 0.4,
          y1: 0,
          y2: 'runs',
          name: ({ modes: at }: Bar) => `${at} modes`,
          fill: ({ modes: at }: Bar) => (at < enough ? ink('paper') : ink('model')),
          stroke: ink('model'),
          strokeWidth: 1.5,
        },
      ),
      Plot.text(
        bars.filter(({ runs }) => runs > 0),
        { x: 'modes', y: 'runs', text: 'runs', dy: -8, fill: ink('model') },
      ),
      Plot.ruleX([enough - 0.5], { stroke: ink('data'), strokeDasharray: '4 3' }),
      Plot.text([enough - 0.5], {
        x: (x: number) => x,
        frameAnchor: 'top',
        dx: -5,
        textAnchor: 'end',
        text: () => 'collapsed',
        fill: ink('data'),
      }),
    ],
  });
}

/** A tick every mode, or every fifth where there are many. */
const ticksTo = (modes: number): number[] => {
  const step = modes > 12 ? 5 : modes > 8 ? 2 : 1;
  return Array.from({ length: Math.floor(modes / step) + 1 }, (_, i) => i * step);
};
