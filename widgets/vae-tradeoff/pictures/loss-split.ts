import * as Plot from '#src/plots/plot.ts';
import { alone, frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

type Trace = readonly { readonly step: number; readonly rate: number; readonly distortion: number }[];

/** Distortion by step in nats, and −ELBO above it: the band between the two lines is the rate. */
export function lossSplit(trace: Trace, size: Size, fit = alone): Element {
  const last = trace.at(-1);
  const shown = trace.filter(({ step }) => step >= (last?.step ?? 0) * 0.03);
  const lowest = Math.min(...shown.map(({ distortion }) => distortion));
  const highest = Math.max(...shown.map(({ rate, distortion }) => rate + distortion));
  const room = Math.max(2, (highest - lowest) * 0.08);
  const curve = fit('loss', shown.length > 0 ? [lowest - room, highest + room] : [100, 300]);
  return Plot.plot({
    ...frame(size),
    marginLeft: 52,
    marginRight: 76,
    x: {
      label: 'step →',
      domain: fit('step', [shown[0]?.step ?? 0, Math.max(1, last?.step ?? 1)]),
      ticks: size.width < 240 ? 2 : 4,
    },
    y: { label: '↑ nats per image', domain: curve, ticks: 5 },
    marks: [
      Plot.areaY(shown, {
        x: 'step',
        y1: 'distortion',
        y2: ({ rate, distortion }: Trace[number]) => rate + distortion,
        fill: ink('rate'),
        fillOpacity: 0.25,
        className: 'term-rate',
      }),
      Plot.lineY(shown, {
        x: 'step',
        y: 'distortion',
        name: 'distortion',
        stroke: ink('distortion'),
        strokeWidth: 2,
        className: 'term-distortion',
      }),
      Plot.lineY(shown, {
        x: 'step',
        y: ({ rate, distortion }: Trace[number]) => rate + distortion,
        name: '−ELBO',
        stroke: ink('elbo'),
        strokeWidth: 1.5,
        strokeDasharray: '4 2',
        className: 'term-elbo',
      }),
      ...(last ? labels(last) : []),
    ],
  });
}

function labels({ step, rate, distortion }: Trace[number]) {
  const at = (y: number, text: string, colour: string, dy: number) =>
    Plot.text([{ step, y }], { x: 'step', y: 'y', text: () => text, dx: 6, dy, textAnchor: 'start', fill: colour });
  return [at(distortion, 'distortion', ink('distortion'), 7), at(distortion + rate, '−ELBO', ink('elbo'), -7)];
}
