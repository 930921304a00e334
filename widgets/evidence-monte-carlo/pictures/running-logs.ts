import * as Plot from '#src/plots/plot.ts';
import { grouped } from '#src/base/language.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink } from '#src/plots/meaning.ts';

/** Logarithms of two running averages after n draws, in nats. */
export type RunningLog = { readonly n: number; readonly prior: number; readonly q: number };

/** Both running estimates of the log evidence against the number of draws, and the exact value as a level line. */
export function runningLogs({ trace, exact }: { trace: readonly RunningLog[]; exact: number }, size: Size): Element {
  const most = trace.at(-1)?.n ?? 10;
  const [low, high] = reach(trace, exact);
  const line = (key: 'prior' | 'q') => ({
    x: 'n',
    y: key,
    name: key,
    stroke: ink(key === 'prior' ? 'prior' : 'inference'),
    strokeWidth: 2,
    clip: true,
  });
  return Plot.plot({
    ...frame(size),
    marginRight: 62,
    x: {
      type: 'log',
      domain: [1, most],
      label: 'draws n →',
      ticks: powers(most),
      tickFormat: grouped,
    },
    y: { domain: [low, high], label: '↑ log of the average, nats', ticks: 5 },
    marks: [
      Plot.ruleY([exact], { stroke: ink('evidence'), strokeWidth: 2.5, className: 'term-evidence' }),
      Plot.line(trace, { ...line('prior'), strokeDasharray: dashes.prior ?? '', className: 'term-prior' }),
      Plot.line(trace, { ...line('q'), className: 'term-inference' }),
      ...names(trace.at(-1), exact, [low, high], size),
    ],
  });
}

/** Names at the right ends, kept a line's height apart. */
function names(last: RunningLog | undefined, exact: number, [low, high]: readonly [number, number], size: Size) {
  if (!last) return [];
  const { marginTop = 0, marginBottom = 0 } = frame(size);
  const down = size.height - marginTop - marginBottom;
  const at = (value: number) => Math.min(down, Math.max(0, ((high - value) / (high - low)) * down));
  const wanted = [
    { text: 'exact', meaning: 'evidence', y: at(exact) },
    { text: 'prior', meaning: 'prior', y: at(last.prior) },
    { text: 'q', meaning: 'inference', y: at(last.q) },
  ] as const;
  let free = -Infinity;
  return [...wanted]
    .sort((left, right) => left.y - right.y)
    .map(({ text, meaning, y }) => {
      const placed = Math.max(y, free);
      free = placed + 14;
      return Plot.text([text], {
        frameAnchor: 'top-right',
        textAnchor: 'start',
        lineAnchor: 'middle',
        dx: 6,
        dy: placed,
        fill: ink(meaning),
        className: `term-${meaning}`,
      });
    });
}

/** The exact value and what both averages were in the second half of the run, with room; the wild beginning is cut off. */
function reach(trace: readonly RunningLog[], exact: number): [number, number] {
  const late = trace.filter(({ n }) => 4 * n >= (trace.at(-1)?.n ?? 0));
  const values = [exact, ...late.flatMap(({ prior, q }) => [prior, q])].filter((value) => Number.isFinite(value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.05, 0.35 * (high - low));
  return [low - room, high + room];
}

const powers = (most: number) => [1, 10, 100, 1000, 10_000].filter((n) => n <= most);
