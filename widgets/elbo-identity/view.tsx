import { useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import { logNormal } from '#src/engine/maths/gaussian.ts';
import { ink } from '#src/plots/meaning.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { bell } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { elboBars } from './pictures/elbo-bars.ts';
import { elboTrail } from './pictures/elbo-trail.ts';
import { posteriorAndQ } from './pictures/posterior-and-q.ts';
import type { meta } from './meta.ts';
import {
  continues,
  curvesOf,
  inferenceOf,
  metricsOf,
  posteriorOf,
  sentenceOf,
  steps,
  trailOf,
  type Press,
  type StepName,
} from './model.ts';

type State = StateOf<typeof meta>;

const BUTTONS: readonly { step: StepName; label: string; title: string }[] = [
  { step: 'E', label: 'E step', title: 'q becomes the exact posterior' },
  { step: 'M', label: 'M step', title: 'w and h become the best for this q' },
  { step: 'gradient', label: 'Gradient step', title: 'μ and log σ² go a little uphill on the ELBO' },
];

export default function View({ state }: { state: State }) {
  const pressed = useSignal<readonly Press[]>([]);
  // A knob moved by hand ends the climb; the next one starts from there.
  const presses = useComputed(() =>
    continues(pressed.value, state.values.value)
      ? pressed.value
      : [{ step: 'start' as const, values: state.values.value }],
  );
  const press = (step: StepName) => {
    const values = { ...state.values.peek(), ...steps[step](state.values.peek()) };
    pressed.value = [...presses.peek(), { step, values }];
    state.set(values);
  };
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf} under={<Steps presses={presses} press={press} />}>
      <Curves state={state} />
      <Columns state={state} />
      <Trail presses={presses} />
    </AnsweringFigure>
  );
}

type StepsProps = { presses: ReadonlySignal<readonly Press[]>; press: (step: StepName) => void };

function Steps({ presses, press }: StepsProps) {
  return (
    <div class="buttons" role="group" aria-label="Steps">
      {BUTTONS.map(({ step, label, title }) => (
        <button
          key={step}
          type="button"
          class="quiet"
          title={title}
          data-action={`step-${step}`}
          onClick={() => press(step)}
        >
          {label}
        </button>
      ))}
      <span role="status">{sentenceOf(presses.value)}</span>
    </div>
  );
}

/** The width of q stands in the picture as a standard deviation, and on its knob as a log variance. */
const logVariance = {
  knob: 'logv',
  to: (logv: number) => Math.exp(logv / 2),
  from: (deviation: number) => 2 * Math.log(deviation),
} as const;

function Curves({ state }: { state: State }) {
  const summary = () => {
    const exact = posteriorOf(state.values.value);
    const q = inferenceOf(state.values.value);
    return (
      `q has mean ${amount(q.mean, 3)} and variance ${amount(q.variance, 4)}; the posterior has mean ${amount(exact.mean, 3)} and variance ` +
      `${amount(exact.variance, 4)}; the prior has 0 and 1. The likelihood as a function of z is scaled to the prior's height.`
    );
  };
  const table = () => {
    const { prior, likelihood, posterior, inference } = curvesOf(state.values.value);
    return {
      columns: ['z', 'p(z)', 'p(x|z), scaled', 'p(z|x)', 'q(z)'],
      rows: prior.map(({ z }, at) => [
        amount(z, 3),
        ...[prior, likelihood, posterior, inference].map((curve) => amount(curve[at]?.height, 4)),
      ]),
    };
  };
  const draw = (size: { width: number; height: number }) => posteriorAndQ(curvesOf(state.values.value), size);
  const handles = () => {
    const { mean, variance } = inferenceOf(state.values.value);
    const height = (z: number) => Math.exp(logNormal(z, mean, variance));
    return bell(state, { mean: 'm', deviation: logVariance, height, colour: ink('inference') });
  };
  return (
    <Picture
      title="What q has to match"
      summary={summary}
      table={table}
      height={240}
      grow={2.4}
      draw={draw}
      handles={handles}
    />
  );
}

function Columns({ state }: { state: State }) {
  const split = () => {
    const { evidence, elbo, gap, reconstruction, kl } = metricsOf(state.values.value);
    return { evidence, elbo, gap, reconstruction, kl };
  };
  const summary = () => {
    const now = split();
    return (
      `Evidence ${amount(now.evidence, 4)} less gap ${amount(now.gap, 4)} is the ELBO, ${amount(now.elbo, 4)} nats; ` +
      `reconstruction ${amount(now.reconstruction, 4)} less divergence from the prior ${amount(now.kl, 4)} is the same.`
    );
  };
  const table = () => ({
    columns: ['quantity', 'nats'],
    rows: Object.entries(split()).map(([name, nats]) => [name, amount(nats, 4)]),
  });
  return (
    <Picture
      title="Two ways down to the ELBO"
      summary={summary}
      table={table}
      height={200}
      draw={(size) => elboBars(split(), size)}
    />
  );
}

function Trail({ presses }: { presses: ReadonlySignal<readonly Press[]> }) {
  const summary = () => {
    const now = trailOf(presses.value).at(-1);
    return `After ${presses.value.length - 1} presses the ELBO stands at ${amount(now?.elbo, 4)} and the evidence at ${amount(now?.evidence, 4)} nats.`;
  };
  const table = () => ({
    columns: ['press', 'step', 'ELBO', 'evidence'],
    rows: trailOf(presses.value).map(({ step, elbo, evidence }, at) => [
      at,
      step,
      amount(elbo, 4),
      amount(evidence, 4),
    ]),
  });
  return (
    <Picture
      title="The climb, press by press"
      summary={summary}
      table={table}
      height={200}
      draw={(size) => elboTrail(trailOf(presses.value), size)}
    />
  );
}
