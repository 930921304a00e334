import type { Fit } from '#src/plots/frame.ts';
import { digitSheet } from '#src/plots/digit-sheet.ts';
import { trainedOn, type RunOf } from '#src/run/trained-on.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { EMPTY } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import { useFittedAxes } from '#src/ui/fitted-axes.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { Sweep } from '#src/ui/Sweep.tsx';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { errorBySize } from './pictures/error-by-size.ts';
import { errorByStep } from './pictures/error-by-step.ts';
import { eigenvalues } from './pictures/eigenvalues.ts';
import type { meta } from './meta.ts';
import { comparable, configOf, directionsOf, metricsAt, pcaCurve, SWEEP, threeRows, traceOf } from './model.ts';

type State = StateOf<typeof meta>;
type Run = RunOf<typeof trained>;
type Part = { state: State; run: Run };
type Fitted = Part & { fit: Fit };

const trained = trainedOn('autoencoder', {
  config: configOf,
  data: ({ data }) => data,
  metricsOf: metricsAt,
  keep: traceOf,
});

export default function AutoencoderBottleneck({ state }: { state: State }) {
  const run = useTraining(state, trained);
  const fit = useFittedAxes(state);
  const say = (step: number) => {
    const { error, 'pca-error': pca } = state.metrics.peek();
    return `Step ${step}: error ${amount(error, 1)}, PCA’s ${amount(pca, 1)}.`;
  };
  return (
    <TrainedFigure
      state={state}
      run={run}
      milestone={say}
      buttons={<Sweep run={run} of="J" settings={SWEEP.sizes.map((k) => ({ k }))} steps={SWEEP.steps} />}
    >
      <Digits run={run} />
      <BySteps state={state} run={run} fit={fit} />
      <BySize state={state} run={run} fit={fit} />
      {state.seen.value.linear === 'yes' && <Eigenvalues run={run} />}
    </TrainedFigure>
  );
}

const none = new Uint8Array(0);

function Digits({ run }: { run: Run }) {
  const images = () => (run.snapshot.value ? threeRows(run.snapshot.value.shown) : none);
  return (
    <Picture
      title="Held-out digits; what comes back; PCA’s"
      summary={() =>
        run.snapshot.value
          ? `Ten held-out digits, what comes back of them at step ${run.snapshot.value.step}, and what PCA brings back with ${run.snapshot.value.size} components`
          : EMPTY
      }
      height={110}
      grow={2.4}
      draw={({ width }) => digitSheet({ images: images(), columns: 10, width })}
    />
  );
}

function BySteps({ state, run, fit }: Fitted) {
  const pca = () => state.numbers.value['pca-error'];
  return (
    <Picture
      title="The error, step by step"
      summary={() => {
        const last = run.history.value.at(-1);
        return last ? `Error ${amount(last.error, 2)} at step ${last.step}; PCA’s is ${amount(pca(), 2)}` : EMPTY;
      }}
      table={() => ({
        columns: ['step', 'error', 'PCA’s error'],
        rows: run.history.value.map(({ step, error }) => [step, amount(error, 2), amount(pca(), 2)]),
      })}
      height={240}
      draw={(size) => errorByStep(run.history.value, pca(), size, fit)}
    />
  );
}

function BySize({ state, run, fit }: Fitted) {
  const curve = () => (run.snapshot.value ? pcaCurve(run.snapshot.value) : []);
  const runs = () => comparable(run.records.value, state.seen.value);
  const pcaAt = (size: number) => amount(curve()[size - 1]?.error, 2);
  return (
    <Picture
      title="The error by the size of the code"
      summary={() =>
        runs()
          .map(
            ({ size, linear, error }) =>
              `J ${size}${linear ? ', linear' : ''}: ${amount(error, 1)}, PCA ${pcaAt(size)}`,
          )
          .join('; ') || EMPTY
      }
      table={() => ({
        columns: ['size of the code', 'linear', 'step', 'error', 'PCA’s error'],
        rows: runs().map(({ size, linear, step, error }) => [
          size,
          linear ? 'yes' : 'no',
          step,
          amount(error, 2),
          pcaAt(size),
        ]),
      })}
      height={240}
      draw={(size) => errorBySize(curve(), runs(), run.current.value, size, fit)}
    />
  );
}

function Eigenvalues({ run }: { run: Run }) {
  const directions = () => (run.snapshot.value ? directionsOf(run.snapshot.value) : []);
  return (
    <Picture
      title="Eigenvalues, filled as far as they are found"
      summary={() => {
        const kept = directions().filter((one) => one.kept);
        const found = kept.reduce((sum, one) => sum + one.found, 0);
        return kept.length > 0
          ? `Of the first ${kept.length} principal directions the decoder spans ${amount(found, 2)}`
          : EMPTY;
      }}
      table={() => ({
        columns: ['direction', 'variance', 'part that the decoder spans'],
        rows: directions().map(({ direction, variance, found }) => [direction, amount(variance, 3), amount(found, 3)]),
      })}
      height={170}
      draw={(size) => eigenvalues(directions(), size)}
    />
  );
}
