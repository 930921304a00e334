import * as Plot from '#src/plots/plot.ts';
import { endsOf, frame, type Size } from '#src/plots/frame.ts';
import { dashes, ink } from '#src/plots/meaning.ts';

/** Two densities at z and the divergence's integrand there, q log(q/p) in nats per unit of z. */
export type DensityRow = { readonly z: number; readonly q: number; readonly p: number; readonly integrand: number };

/** `areas` are the integrand's parts above and below zero, in nats, for their labels; `mu` is the middle of q. */
export type TwoDensities = {
  readonly rows: readonly DensityRow[];
  readonly mu: number;
  readonly areas: { readonly above: number; readonly below: number };
};

/** q (solid) and p (dashed) as curves, q log(q/p) as an area: filled above zero, pale with a dashed edge below. */
export function twoDensities({ rows, mu, areas }: TwoDensities, size: Size): Element {
  const above = (row: DensityRow) => Math.max(0, row.integrand);
  const below = (row: DensityRow) => Math.min(0, row.integrand);
  const purple = { fill: ink('kl'), stroke: ink('kl'), className: 'term-kl' };
  return Plot.plot({
    ...frame(size),
    x: { label: 'latent z', domain: endsOf(rows, ({ z }) => z), ticks: 5 },
    y: { label: 'density, nats per unit of z', domain: reach(rows), ticks: 5 },
    marks: [
      Plot.areaY(rows, {
        x: 'z',
        y1: 0,
        y2: above,
        name: 'q log(q/p)',
        tells: (row: DensityRow) => row.integrand,
        ...purple,
        fillOpacity: 0.34,
        strokeOpacity: 0.6,
      }),
      Plot.areaY(rows, { x: 'z', y1: 0, y2: below, ...purple, fillOpacity: 0.12, strokeDasharray: '2 2' }),
      Plot.ruleY([0], { stroke: ink('rule') }),
      Plot.lineY(rows, {
        x: 'z',
        y: 'p',
        name: 'prior p',
        stroke: ink('prior'),
        strokeWidth: 2,
        strokeDasharray: dashes.prior ?? '',
        className: 'term-prior',
      }),
      Plot.lineY(rows, {
        x: 'z',
        y: 'q',
        name: 'q',
        stroke: ink('inference'),
        strokeWidth: 2.25,
        className: 'term-inference',
      }),
      ...labels({ rows, mu, areas }),
    ],
  });
}

/** From the lowest to the highest curve, with room for a label at either end. */
function reach(rows: readonly DensityRow[]): [number, number] {
  const low = Math.min(0, ...rows.map((row) => row.integrand));
  const high = Math.max(...rows.map((row) => Math.max(row.q, row.p, row.integrand)));
  return [low - 0.12 * (low < 0 ? high - low : 0), high + 0.14 * (high - low)];
}

/** Direct labels: the densities on the side away from q's shift, the areas over and under what they count. */
function labels({ rows, mu, areas }: TwoDensities) {
  const side = mu < 0 ? 1 : -1;
  const halo = { stroke: ink('surface'), strokeWidth: 4, fontSize: 12 };
  const beside = { ...halo, textAnchor: side < 0 ? 'end' : 'start', dx: 5 * side } as const;
  const onP = nearest(rows, side * 1.2);
  const onQ = outward(rows, side);
  const top = extreme(rows, (row) => row.integrand);
  const bottom = extreme(rows, (row) => -row.integrand);
  const highest = Math.max(...rows.map((row) => Math.max(row.q, row.p, row.integrand)));
  const area = (row: DensityRow, y: number, text: string, dy: number) =>
    Plot.text([row], { x: 'z', y: () => y, text: () => text, dy, fill: ink('kl'), ...halo, className: 'term-kl' });
  return [
    Plot.text([onP], { x: 'z', y: 'p', text: () => 'prior p', dy: -7, fill: ink('prior'), ...beside }),
    Plot.text([onQ], { x: 'z', y: 'q', text: () => 'q', fontStyle: 'italic', fill: ink('inference'), ...beside }),
    ...(areas.above >= 0.005 ? [area(top, highest, `q log(q/p): area +${areas.above.toFixed(2)}`, -9)] : []),
    ...(areas.below <= -0.005 ? [area(bottom, bottom.integrand, `−${(-areas.below).toFixed(2)}`, 10)] : []),
  ];
}

const extreme = (rows: readonly DensityRow[], of: (row: DensityRow) => number) =>
  rows.reduce((best, row) => (of(row) > of(best) ? row : best));

const nearest = (rows: readonly DensityRow[], z: number) => extreme(rows, (row) => -Math.abs(row.z - z));

/** The first point on one side of q's peak where q has fallen to three quarters of it. */
function outward(rows: readonly DensityRow[], side: number): DensityRow {
  const peak = extreme(rows, (row) => row.q);
  const fallen = rows.filter((row) => (row.z - peak.z) * side > 0 && row.q <= 0.75 * peak.q);
  return (side < 0 ? fallen.at(-1) : fallen[0]) ?? peak;
}
