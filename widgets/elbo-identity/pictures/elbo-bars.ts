import * as Plot from '#src/plots/plot.ts';
import { figure } from '#src/plots/figure.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';

/** All in nats; the four log densities are at or below zero, the two divergences at or above. */
export type Split = Readonly<Record<'evidence' | 'elbo' | 'gap' | 'reconstruction' | 'kl', number>>;

type Part = {
  readonly label: string;
  readonly amount: number;
  readonly meaning: Meaning;
  readonly from: number;
  readonly to: number;
  readonly x: number;
};

/** Where the two columns stand and how wide they are, as shares of the width. */
const columns = { left: 0.02, right: 0.52, width: 0.14 };

/**
 * Two columns that hang from zero to the same floor, the ELBO: evidence and then the gap; reconstruction and then the
 * divergence from the prior. What lies above the first joint is a log density, what hangs below it is a divergence.
 */
export function elboBars(split: Split, size: Size): Element {
  const bottom = floorBelow(split.elbo);
  const parts = partsOf(split);
  return Plot.plot({
    ...frame(size),
    marginBottom: 14,
    marginRight: 4,
    x: { axis: null, domain: [0, 1] },
    y: { label: '↑ log density (nats)', domain: [bottom, 0], ticks: 5 },
    marks: [
      ...parts.map(bar),
      Plot.ruleY([0], { stroke: ink('evidence') }),
      ...floor(split.elbo),
      ...[columns.left, columns.right].flatMap((x) =>
        labels(
          parts.filter((part) => part.x === x),
          size,
          bottom,
        ),
      ),
    ],
  });
}

const partsOf = ({ evidence, elbo, gap, reconstruction, kl }: Split): readonly Part[] => [
  { label: 'evidence', amount: evidence, meaning: 'evidence', from: 0, to: evidence, x: columns.left },
  { label: 'gap', amount: gap, meaning: 'gap', from: evidence, to: elbo, x: columns.left },
  {
    label: 'reconstruction',
    amount: reconstruction,
    meaning: 'reconstruction',
    from: 0,
    to: reconstruction,
    x: columns.right,
  },
  { label: 'KL to prior', amount: kl, meaning: 'kl', from: reconstruction, to: elbo, x: columns.right },
];

/** Log densities are filled lightly; what is lost below them is filled fully. */
const bar = ({ label: name, amount, from, to, x, meaning }: Part) =>
  Plot.rect([0], {
    x1: x,
    x2: x + columns.width,
    y1: from,
    y2: to,
    name,
    tells: () => amount,
    fill: ink(meaning),
    fillOpacity: from === 0 ? 0.18 : 0.85,
    stroke: ink(meaning),
    className: `term-${meaning}`,
  });

function floor(elbo: number) {
  const line = { stroke: ink('elbo'), strokeWidth: 2, strokeDasharray: '4 2', className: 'term-elbo' };
  const text = {
    text: [`ELBO ${printed(elbo)}`],
    textAnchor: 'start' as const,
    dy: 11,
    fill: ink('elbo'),
    fontWeight: 'bold',
    className: 'term-elbo',
  };
  return [Plot.ruleY([elbo], line), Plot.text([0], { x: columns.left, y: elbo, ...text })];
}

/** Name and amount to the right of each part, the two of a column at least 30 pixels apart and above the floor. */
function labels(parts: readonly Part[], size: Size, bottom: number) {
  const down = size.height - 38;
  const toPixels = (nats: number) => (nats / bottom) * down;
  const [upper, lower] = parts;
  if (!upper || !lower) return [];
  const end = Math.max(44, toPixels(lower.to) - 16);
  const below = Math.max(44, Math.min(toPixels((lower.from + lower.to) / 2), end));
  const above = Math.max(14, Math.min(toPixels((upper.from + upper.to) / 2), below - 30));
  return [label(upper, above), label(lower, below)];
}

const label = ({ label: name, amount, meaning, x }: Part, pixels: number) =>
  Plot.text([0], {
    x: x + columns.width,
    y: 0,
    dx: 6,
    dy: pixels,
    text: [`${name}\n${printed(amount)}`],
    textAnchor: 'start',
    fill: ink(meaning),
    stroke: ink('surface'),
    strokeWidth: 4,
    fontVariant: 'tabular-nums',
    className: `term-${meaning}`,
  });

/** Four decimals up to a hundred nats, one beyond. */
const printed = (nats: number) => figure(nats, Math.abs(nats) < 100 ? 4 : 1);

/** The end of the scale: a round number at least a fifth below the ELBO, so that the scale jumps seldom while a knob is dragged. */
function floorBelow(elbo: number): number {
  const wanted = Math.max(1, -1.2 * elbo);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const round = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= wanted) ?? 10;
  return -round * power;
}
