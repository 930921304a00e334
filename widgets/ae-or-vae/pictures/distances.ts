import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';
import type { TracePoint } from '../model.ts';

const LINES = [
  { name: 'autoencoder', of: 'ae', meaning: 'inference', dash: '' },
  { name: 'VAE', of: 'vae', meaning: 'model', dash: '7 3' },
  { name: 'own Gaussian', of: 'own', meaning: 'posterior', dash: '2 3' },
] as const satisfies readonly {
  readonly name: string;
  readonly of: keyof TracePoint;
  readonly meaning: Meaning;
  readonly dash: string;
}[];

/** The three Fréchet distances by step. */
export function distances(trace: readonly TracePoint[], size: Size, fit = alone): Element {
  const last = trace.at(-1);
  const high = Math.max(1, ...trace.flatMap(({ ae, vae, own }) => [ae, vae, own]));
  return Plot.plot({
    ...frame(size),
    marginRight: 96,
    x: { label: 'step →', ticks: size.width < 300 ? 2 : 4, domain: fit('step', [0, Math.max(1, last?.at ?? 1)]) },
    y: { label: '↑ Fréchet distance', ticks: 5, domain: fit('distance', [0, 1.06 * high]) },
    marks: LINES.flatMap(({ name, of, meaning, dash }) => [
      Plot.lineY(trace, {
        x: 'at',
        y: of,
        name,
        stroke: ink(meaning),
        strokeWidth: 2.2,
        strokeDasharray: dash,
        className: `term-${meaning}`,
      }),
      ...(last
        ? [
            Plot.dot([last], { x: 'at', y: of, r: 3, fill: ink(meaning), className: `term-${meaning}` }),
            Plot.text([last], {
              x: 'at',
              y: of,
              text: () => name,
              dx: 8,
              textAnchor: 'start',
              fill: ink(meaning),
              className: `term-${meaning}`,
            }),
          ]
        : []),
    ]),
  });
}
