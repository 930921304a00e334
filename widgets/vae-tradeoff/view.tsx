import { useContext } from 'preact/hooks';
import { SIDE } from '#src/engine/data/raster.ts';
import type { Fit } from '#src/plots/frame.ts';
import { TILES } from '#src/models/vae/grid.ts';
import { codePlane } from '#src/plots/code-plane.ts';
import { digitSheet } from '#src/plots/digit-sheet.ts';
import { trainedOn, type RunOf } from '#src/run/trained-on.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { EMPTY } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import { GuessContext } from '#src/ui/guess-context.ts';
import { placesOf } from '#src/ui/guess-mark.ts';
import { useFittedAxes } from '#src/ui/fitted-axes.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { Sweep } from '#src/ui/Sweep.tsx';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { lossSplit } from './pictures/loss-split.ts';
import { rateBars } from './pictures/rate-bars.ts';
import { ratePlane } from './pictures/rate-distortion.ts';
import { meta } from './meta.ts';
import { comparable, configOf, metricsAt, SWEEP, traceOf } from './model.ts';

type State = StateOf<typeof meta>;
type Run = RunOf<typeof vae>;

const vae = trainedOn('vae', { config: configOf, data: ({ data }) => data, metricsOf: metricsAt, keep: traceOf });

export default function VaeTradeoff({ state }: { state: State }) {
  const run = useTraining(state, vae);
  const fit = useFittedAxes(state);
  const say = (step: number) => {
    const { rate, distortion } = state.metrics.peek();
    return `Step ${step}: rate ${amount(rate, 1)} nats, distortion ${amount(distortion, 1)} nats.`;
  };
  return (
    <TrainedFigure
      state={state}
      run={run}
      milestone={say}
      buttons={<Sweep run={run} of="β" settings={SWEEP.betas.map((beta) => ({ beta }))} steps={SWEEP.steps} />}
    >
      <Reconstructions run={run} />
      <Code run={run} fit={fit} />
      <Samples run={run} />
      <Plane state={state} run={run} fit={fit} />
      <Split run={run} fit={fit} />
    </TrainedFigure>
  );
}

const empty = new Uint8Array(0);
/** Digits in a row of a sheet. */
const ROW = 5;

/** Rows of digits, each above the row of what came back. */
function beneath(originals: Uint8Array, means: Uint8Array): Uint8Array {
  const row = ROW * SIDE ** 2;
  const both = new Uint8Array(2 * originals.length);
  for (let at = 0; at < originals.length; at += row) {
    both.set(originals.subarray(at, at + row), 2 * at);
    both.set(means.subarray(at, at + row), 2 * at + row);
  }
  return both;
}

function Reconstructions({ run }: { run: Run }) {
  const pairs = () => {
    const shown = run.snapshot.value?.reconstructions;
    if (!shown) return empty;
    return beneath(shown.originals, shown.means);
  };
  return (
    <Picture
      title="Held-out digits, and what comes back"
      summary={() =>
        run.snapshot.value ? `Ten held-out digits and their reconstructions at step ${run.snapshot.value.step}` : EMPTY
      }
      height={140}
      grow={1.2}
      draw={({ width }) => digitSheet({ images: pairs(), columns: ROW, width })}
    />
  );
}

function Samples({ run }: { run: Run }) {
  return (
    <Picture
      title="Drawn from the prior"
      summary={() =>
        run.snapshot.value ? `Twenty digits decoded from draws of the prior at step ${run.snapshot.value.step}` : EMPTY
      }
      height={140}
      grow={0.8}
      draw={({ width }) => digitSheet({ images: run.snapshot.value?.samples ?? empty, columns: ROW, width })}
    />
  );
}

function Plane({ state, run, fit }: { state: State; run: Run; fit: Fit }) {
  const points = () => comparable(run.records.value, state.seen.value);
  const guess = useContext(GuessContext);
  const guessed = () => placesOf(guess?.markIn(meta.guess.picture)).map(([rate, distortion]) => ({ rate, distortion }));
  return (
    <Picture
      title="The rate–distortion plane"
      summary={() =>
        `${points().length} runs: ${
          points()
            .map(
              ({ beta, rate, distortion }) =>
                `β ${beta} at rate ${amount(rate, 1)}, distortion ${amount(distortion, 1)}`,
            )
            .join('; ') || 'none yet'
        }`
      }
      table={() => ({
        columns: ['β', 'rate', 'distortion', 'step'],
        rows: points().map(({ beta, rate, distortion, step }) => [beta, amount(rate, 2), amount(distortion, 1), step]),
      })}
      height={190}
      grow={0.8}
      draw={(size) =>
        ratePlane({ known: points(), trace: run.history.value, current: run.current.value, also: guessed() }, size, fit)
      }
    />
  );
}

function Split({ run, fit }: { run: Run; fit: Fit }) {
  return (
    <Picture
      title="The loss, split"
      summary={() => `Distortion and −ELBO over ${run.history.value.at(-1)?.step ?? 0} steps`}
      table={() => ({
        columns: ['step', 'rate', 'distortion'],
        rows: run.history.value.map(({ step, rate, distortion }) => [step, amount(rate, 2), amount(distortion, 1)]),
      })}
      height={190}
      grow={0.8}
      draw={(size) => lossSplit(run.history.value, size, fit)}
    />
  );
}

/** As tall as the plane needs to be read; as tall without one, so that nothing moves when the size of the code changes. */
const CODE_HEIGHT = 300;

/** The code: all of it where it is a plane, else what each of its dimensions costs. */
function Code({ run, fit }: { run: Run; fit: Fit }) {
  return run.snapshot.value?.tiles ? <CodePlane run={run} /> : <Bars run={run} fit={fit} />;
}

const ratesIn = (run: Run) => Array.from(run.snapshot.value?.ratePerDimension ?? []);

const saidRates = (run: Run) =>
  ratesIn(run)
    .map((rate, at) => `dimension ${at + 1}: ${rate.toFixed(2)} nats`)
    .join(', ');

const rateTable = (run: Run) => ({
  columns: ['dimension', 'KL in nats'],
  rows: ratesIn(run).map((rate, at) => [at + 1, rate.toFixed(3)]),
});

function CodePlane({ run }: { run: Run }) {
  return (
    <Picture
      title="The plane of codes"
      summary={() =>
        `${TILES} rows of ${TILES} codes, each with the same share of the prior, decoded at step ${run.snapshot.value?.step ?? 0}; ${saidRates(run)}`
      }
      table={() => rateTable(run)}
      height={CODE_HEIGHT}
      grow={1.2}
      draw={(size) => codePlane({ grid: run.snapshot.value?.tiles ?? empty, gridSide: TILES }, size)}
    />
  );
}

function Bars({ run, fit }: { run: Run; fit: Fit }) {
  return (
    <Picture
      title="Rate of each latent dimension"
      summary={() => saidRates(run) || EMPTY}
      table={() => rateTable(run)}
      height={CODE_HEIGHT}
      grow={1.2}
      draw={(size) => rateBars(ratesIn(run), size, fit)}
    />
  );
}
