import * as Plot from '#src/plots/plot.ts';
import { figure } from '#src/plots/figure.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink, type Meaning } from '#src/plots/meaning.ts';
import { NATS_TICKS, roomFor } from './em-climb.ts';

/** All in nats; evidence = ELBO + gap and ELBO = expected log joint + entropy. */
export type EmSplit = Readonly<Record<'evidence' | 'elbo' | 'gap' | 'logJoint' | 'entropy', number>>;

type Part = {
  readonly label: string;
  readonly amount: number;
  readonly meaning: Meaning;
  readonly from: number;
  readonly to: number;
  readonly x: number;
};

/** Where the two columns stand and how wide they are, as shares of the width. */
const columns = { left: 0.02, right: 0.52, width: 0.13 };

/**
 * Two columns from the same ground: ELBO and gap up to the evidence; expected log joint and entropy up to the ELBO. A log
 * density has no natural zero, so the axis begins where there is something to see, and a dashed foot says so.
 */
export function emColumns(split: EmSplit, size: Size): Element {
  const [low, high] = rangeOf(split);
  const parts = partsOf(split, low);
  const of = (x: number) => parts.filter((part) => part.x === x);
  const toPixels = (nats: number) => 30 + ((high - nats) / (high - low)) * (size.height - 30 - 18);
  return Plot.plot({
    ...frame(size),
    marginTop: 30,
    marginBottom: 18,
    marginLeft: roomFor([low, high]),
    marginRight: 4,
    x: { axis: null, domain: [0, 1] },
    y: { label: '↑ nats', domain: [low, high], ticks: NATS_TICKS },
    marks: [
      ...parts.map(bar),
      Plot.ruleY([low], { stroke: ink('muted'), strokeDasharray: '2 4' }),
      Plot.ruleY([split.elbo], {
        stroke: ink('elbo'),
        strokeWidth: 1.5,
        strokeDasharray: '4 2',
        className: 'term-elbo',
      }),
      ...labels(of(columns.left), split.evidence, toPixels),
      ...labels(of(columns.right), split.elbo, toPixels),
    ],
  });
}

const partsOf = ({ elbo, gap, evidence, logJoint, entropy }: EmSplit, low: number): readonly Part[] => [
  { label: 'ELBO', amount: elbo, meaning: 'elbo', from: low, to: elbo, x: columns.left },
  { label: 'gap', amount: gap, meaning: 'gap', from: elbo, to: evidence, x: columns.left },
  { label: 'log joint', amount: logJoint, meaning: 'model', from: low, to: logJoint, x: columns.right },
  { label: 'entropy', amount: entropy, meaning: 'inference', from: logJoint, to: elbo, x: columns.right },
];

/** What stands on the ground is a log density and light; what is stacked on it is an amount above zero and full. */
const bar = ({ from, to, x, meaning, label, amount }: Part) =>
  Plot.rect([0], {
    x1: x,
    x2: x + columns.width,
    y1: from,
    y2: to,
    name: label,
    tells: () => amount,
    fill: ink(meaning),
    fillOpacity: label === 'ELBO' || label === 'log joint' ? 0.16 : 0.85,
    stroke: ink(meaning),
    className: `term-${meaning}`,
  });

/** Names with amounts to the right of the parts, and what they add up to on top; at least 30 pixels apart. */
function labels(parts: readonly Part[], sum: number, toPixels: (nats: number) => number) {
  const [lower, upper] = parts;
  if (!lower || !upper) return [];
  const middle = ({ from, to }: Part) => toPixels((from + to) / 2);
  const top = toPixels(sum);
  const above = Math.max(middle(upper), top + 18);
  const below = Math.max(middle(lower), above + 34);
  const whole = upper.label === 'gap' ? evidenceName(sum, upper.x, top) : [];
  return [...whole, label(upper, above), label(lower, below)];
}

const evidenceName = (sum: number, x: number, pixels: number) => [
  Plot.text([0], {
    x,
    dx: 0,
    dy: pixels - 42,
    frameAnchor: 'top',
    textAnchor: 'start',
    lineAnchor: 'middle',
    text: [`evidence ${printed(sum)}`],
    fill: ink('evidence'),
    fontWeight: 'bold',
    fontVariant: 'tabular-nums',
    className: 'term-evidence',
  }),
];

const label = ({ label: name, amount, meaning, x }: Part, pixels: number) =>
  Plot.text([0], {
    x: x + columns.width,
    dx: 6,
    dy: pixels - 30,
    frameAnchor: 'top',
    textAnchor: 'start',
    lineAnchor: 'middle',
    text: [`${name}\n${printed(amount)}`],
    fill: ink(meaning),
    stroke: ink('surface'),
    strokeWidth: 4,
    fontVariant: 'tabular-nums',
    className: `term-${meaning}`,
  });

/** As many decimals as leave seven digits. */
function printed(nats: number): string {
  const size = Math.abs(nats);
  return figure(nats, size < 1000 ? 4 : size < 1e6 ? 1 : 0);
}

/** From below the lowest joint to above the evidence, two nats at least, and more where nats come in hundred thousands. */
function rangeOf({ evidence, logJoint }: EmSplit): [number, number] {
  const span = Math.max(2, 1e-5 * Math.abs(evidence), 1.35 * (evidence - logJoint));
  return [evidence - span, evidence + 0.06 * span];
}
