import type { Fit } from '#src/plots/frame.ts';
import { digitSheet } from '#src/plots/digit-sheet.ts';
import { trainedOn, type RunOf } from '#src/run/trained-on.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { EMPTY } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import { useFittedAxes } from '#src/ui/fitted-axes.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { distances } from './pictures/distances.ts';
import { twoPlanes } from './pictures/two-planes.ts';
import type { meta } from './meta.ts';
import { codesOf, configOf, metricsAt, priorOf, reachOf, taken, traceOf } from './model.ts';

type State = StateOf<typeof meta>;
type Run = RunOf<typeof both>;
type Fitted = { run: Run; fit: Fit };

/** Three thousand pictures are read at each look: it comes no more often than a look is worth. */
const PACE_MILLISECONDS = 600;

const both = trainedOn('ae-or-vae', {
  config: configOf,
  data: ({ data }) => data,
  metricsOf: metricsAt,
  keep: traceOf,
});

const SHEETS = [
  { of: 'ae', title: 'Autoencoder, z from N(0, I)', said: 'the autoencoder makes of codes from N(0, I)' },
  { of: 'vae', title: 'VAE, z from N(0, I)', said: 'the VAE makes of the same codes' },
  { of: 'own', title: 'Autoencoder, own Gaussian', said: 'the autoencoder makes of codes from its own Gaussian' },
] as const;

export default function AeOrVae({ state }: { state: State }) {
  const run = useTraining(state, both, () => PACE_MILLISECONDS);
  const fit = useFittedAxes(state);
  const say = (step: number) => {
    const { 'frechet-ae': ae, 'frechet-vae': vae, 'frechet-own': own } = state.metrics.peek();
    return `Step ${step}: Fréchet distance ${amount(ae, 0)} for the autoencoder, ${amount(vae, 0)} for the VAE, ${amount(own, 0)} with its own Gaussian.`;
  };
  return (
    <TrainedFigure state={state} run={run} milestone={say} under={<TakenAt run={run} />}>
      {SHEETS.map((sheet) => (
        <Sheet key={sheet.of} run={run} {...sheet} />
      ))}
      <Codes run={run} fit={fit} />
      <Distances run={run} fit={fit} />
    </TrainedFigure>
  );
}

/** Which step the pictures and numbers are of, where it is not the last one. */
function TakenAt({ run }: { run: Run }) {
  const now = run.snapshot.value;
  if (!now || now.at === now.step) return null;
  return <p class="note-small">Pictures and numbers are those of step {now.at}: they are taken every 100 steps.</p>;
}

const none = new Uint8Array(0);

function Sheet({ run, of, title, said }: { run: Run } & (typeof SHEETS)[number]) {
  const images = () => run.snapshot.value?.made[of].samples ?? none;
  return (
    <Picture
      title={title}
      summary={() => (run.snapshot.value ? `Twelve pictures that ${said}, at step ${run.snapshot.value.at}` : EMPTY)}
      height={150}
      grow={0.8}
      draw={({ width }) => digitSheet({ images: images(), columns: 4, width })}
    />
  );
}

function Codes({ run, fit }: Fitted) {
  const summary = () => {
    const now = run.snapshot.value;
    if (!now) return EMPTY;
    return `Codes of ${now.labels.length} held-out digits at their distance from 0; a number of the code has standard deviation ${amount(now.codes.ae.deviation, 2)} in the autoencoder and ${amount(now.codes.vae.deviation, 2)} in the VAE, and 1 under the prior; ${amount(100 * now.codes.ae.near, 0)} and ${amount(100 * now.codes.vae.near, 0)} per cent lie as near to the origin as 99 of 100 draws from it`;
  };
  const draw = (size: { width: number; height: number }) => {
    const now = run.snapshot.value;
    const clouds = [
      { name: 'autoencoder', meaning: 'inference' as const, of: 'ae' as const },
      { name: 'VAE', meaning: 'model' as const, of: 'vae' as const },
    ].map(({ of, ...named }) => ({
      ...named,
      rows: now ? codesOf(now, of) : [],
      deviation: now?.codes[of].deviation ?? NaN,
    }));
    return twoPlanes(clouds, now ? priorOf(now) : [], now ? reachOf(now) : 3.5, size, fit);
  };
  return (
    <Picture
      title="Codes of held-out digits, and draws from N(0, I)"
      summary={summary}
      height={240}
      grow={1.3}
      draw={draw}
    />
  );
}

function Distances({ run, fit }: Fitted) {
  const summary = () => {
    const last = run.history.value.at(-1);
    return last
      ? `At step ${last.at}: autoencoder ${amount(last.ae, 1)}, VAE ${amount(last.vae, 1)}, autoencoder with its own Gaussian ${amount(last.own, 1)}`
      : EMPTY;
  };
  const table = () => ({
    columns: ['step', 'autoencoder', 'VAE', 'own Gaussian'],
    rows: taken(run.history.value).map(({ at, ae, vae, own }) => [
      at,
      ...[ae, vae, own].map((distance) => amount(distance, 1)),
    ]),
  });
  return (
    <Picture
      title="Fréchet distance to held-out digits"
      summary={summary}
      table={table}
      height={240}
      draw={(size) => distances(taken(run.history.value), size, fit)}
    />
  );
}
