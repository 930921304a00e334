import { useComputed, type ReadonlySignal } from '@preact/signals';
import type { Fit } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';
import { SPECTRUM } from '#src/models/vae-exact/vae-exact.ts';
import { filled } from '#src/models/vae-exact/water-filling.ts';
import { trainedOn, type RunOf } from '#src/run/trained-on.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { EMPTY } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import { useFittedAxes } from '#src/ui/fitted-axes.ts';
import { handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { curvePlane } from './pictures/curve-plane.ts';
import { gapCourse } from './pictures/gap-course.ts';
import { twoDensities } from './pictures/two-densities.ts';
import { water } from './pictures/water.ts';
import type { meta } from './meta.ts';
import {
  bestOf,
  configOf,
  curveShown,
  isLinear,
  levelOf,
  lookAt,
  metricsAt,
  rangeOf,
  traceOf,
  type Look,
} from './model.ts';

type State = StateOf<typeof meta>;
type Run = RunOf<typeof exact>;
type Part = { state: State; run: Run };

const exact = trainedOn('vae-exact', {
  config: configOf,
  data: () => 'none' as const,
  metricsOf: metricsAt,
  keep: traceOf,
});

export default function VaeExact({ state }: { state: State }) {
  const run = useTraining(state, exact);
  const fit = useFittedAxes(state);
  const say = (step: number) => {
    const { evidence, elbo, gap } = state.metrics.peek();
    return `Step ${step}: evidence ${amount(evidence, 2)}, ELBO ${amount(elbo, 2)}, gap ${amount(gap, 2)} nats.`;
  };
  const linear = state.seen.value.model === 'linear';
  return (
    <TrainedFigure state={state} run={run} milestone={say} under={<Unresolved run={run} />}>
      {linear ? <Directions state={state} run={run} /> : <OnePoint state={state} run={run} />}
      <Course state={state} run={run} fit={fit} />
    </TrainedFigure>
  );
}

/** Why numbers are missing, where they are. */
function Unresolved({ run }: { run: Run }) {
  if (run.snapshot.value?.resolved !== false) return null;
  return (
    <p class="note-small" role="status">
      No numbers: codes lie so far apart, or a posterior is so narrow, that 801 codes from −6 to 6 no longer resolve it.
    </p>
  );
}

function OnePoint({ state, run }: Part) {
  const look = useComputed((): Look | undefined => {
    const snapshot = run.snapshot.value;
    const { h, x1, x2 } = state.seen.value;
    return snapshot && !isLinear(snapshot) ? lookAt(snapshot, h, [x1, x2]) : undefined;
  });
  return (
    <>
      <Plane state={state} run={run} look={look} />
      <Densities look={look} />
    </>
  );
}

type Looking = { look: ReadonlySignal<Look | undefined> };

const none = { points: new Float32Array(), curve: [] } as const;

function Plane({ state, run, look }: Part & Looking) {
  const scene = () => {
    const snapshot = run.snapshot.value;
    const { x1, x2 } = state.seen.value;
    const seen = look.value ?? { x: [x1, x2] as const, likely: [], said: [] };
    if (!snapshot || !look.value) return { ...none, look: seen };
    return { points: snapshot.points, curve: curveShown(snapshot), look: seen };
  };
  const summary = () => {
    const { x1, x2, shape } = state.seen.value;
    if (!look.value) return EMPTY;
    const { mean, sd } = look.value.q;
    return `300 points on ${shape === 'moons' ? 'two moons' : 'a spiral'} and the curve of the decoder through them. Of the point (${amount(x1, 2)}, ${amount(x2, 2)}) q has mean ${amount(mean, 2)} and standard deviation ${amount(sd, 3)}`;
  };
  return (
    <Picture
      title="The curve of the decoder"
      summary={summary}
      height={340}
      square
      grow={1.2}
      draw={(size) => curvePlane(scene(), size)}
      handles={() => handle(state, { x: 'x1', y: 'x2', colour: ink('data'), anywhere: 'comes' })}
    />
  );
}

function Densities({ look }: Looking) {
  const summary = () => {
    if (!look.value) return EMPTY;
    const { parts, q } = look.value;
    return `q has mean ${amount(q.mean, 2)} and standard deviation ${amount(q.sd, 3)}; its divergence from the posterior of this point is ${amount(parts.kl, 4)} nats, evidence ${amount(parts.evidence, 4)}, ELBO ${amount(parts.elbo, 4)}`;
  };
  const table = () => {
    const shown = look.value;
    const [low, high] = shown ? rangeOf(shown) : [0, 0];
    return {
      columns: ['z', 'p(z|x)', 'q(z|x)'],
      rows: (shown?.densities ?? [])
        .filter(({ z }) => z >= low && z <= high)
        .map(({ z, posterior, q }) => [amount(z, 3), amount(posterior, 4), amount(q, 4)]),
    };
  };
  return (
    <Picture
      title="Its code: true posterior and q"
      summary={summary}
      table={table}
      height={300}
      draw={(size) => twoDensities(look.value?.densities ?? [], look.value ? rangeOf(look.value) : [-3, 3], size)}
    />
  );
}

function Directions({ state, run }: Part) {
  const left = () => run.snapshot.value?.left ?? [];
  const goal = () => filled(SPECTRUM, levelOf(state.seen.value), state.seen.value.latent);
  const summary = () => {
    const { rate, distortion } = state.numbers.value;
    const { rate: exactRate, distortion: exactDistortion } = goal();
    return `Rate ${amount(rate, 4)}, by water-filling ${amount(exactRate, 4)} nats; squared error ${amount(distortion, 4)}, by water-filling ${amount(exactDistortion, 4)}`;
  };
  const table = () => ({
    columns: ['direction', 'variance', 'left', 'by water-filling'],
    rows: SPECTRUM.map((variance, i) => [i + 1, amount(variance, 2), amount(left()[i], 4), amount(goal().left[i], 4)]),
  });
  return (
    <Picture
      title="What is left of each direction"
      summary={summary}
      table={table}
      height={320}
      grow={1.2}
      draw={(size) => water(SPECTRUM, left(), levelOf(state.seen.value), size)}
    />
  );
}

function Course({ state, run, fit }: Part & { fit: Fit }) {
  const summary = () => {
    const last = run.history.value.at(-1);
    if (!last) return EMPTY;
    return `At step ${last.step} the evidence is ${amount(last.evidence, 4)} and the ELBO ${amount(last.elbo, 4)} nats`;
  };
  const table = () => ({
    columns: ['step', 'evidence', 'ELBO', 'KL(q ‖ posterior)'],
    rows: run.history.value.map(({ step, evidence, elbo, kl }) => [
      step,
      ...[evidence, elbo, kl].map((nats) => amount(nats, 4)),
    ]),
  });
  const best = () => {
    const { points } = run.snapshot.value ?? none;
    return points.length > 0 ? bestOf(points, state.seen.value.shape) : undefined;
  };
  return (
    <Picture
      title="Evidence and ELBO, step by step"
      summary={summary}
      table={table}
      height={210}
      draw={(size) => gapCourse(run.history.value, best(), size, fit)}
    />
  );
}
