import { logNormal } from '#src/engine/maths/gaussian.ts';
import { ink } from '#src/plots/meaning.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { bell } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import type { StateOf } from '#src/run/widget-state.ts';
import { klTerms } from './pictures/kl-terms.ts';
import { runningEstimate, type Claim } from './pictures/running-estimate.ts';
import { twoDensities } from './pictures/two-densities.ts';
import type { meta } from './meta.ts';
import { barsOf, densitiesOf, metricsOf, runningEstimates } from './model.ts';

type State = StateOf<typeof meta>;

export default function View({ state }: { state: State }) {
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf}>
      <Densities state={state} />
      <Terms state={state} />
      <Estimate state={state} />
    </AnsweringFigure>
  );
}

/** A metric as the page prints it. Asked of the model and not of the readouts, so that a picture draws once a change. */
const said = (state: State, name: keyof typeof meta.metrics) => amount(metricsOf(state.values.value)[name], 4);

function Densities({ state }: { state: State }) {
  const draw = (size: { width: number; height: number }) => {
    const { 'kl-positive-area': above, 'kl-negative-area': below } = metricsOf(state.values.value);
    const values = state.values.value;
    return twoDensities({ rows: densitiesOf(values), mu: values.mu, areas: { above, below } }, size);
  };
  const summary = () =>
    `q has mean ${amount(state.values.value.mu, 2)} and standard deviation ${amount(state.values.value.sigma, 2)}, the prior 0 and 1. ` +
    `The integrand q log(q/p) has ${said(state, 'kl-positive-area')} nats above zero and ${said(state, 'kl-negative-area')} below.`;
  const table = () => ({
    columns: ['z', 'q(z)', 'p(z)', 'q log(q/p)'],
    rows: densitiesOf(state.values.value).map(({ z, q, p, integrand }) => [
      amount(z, 3),
      amount(q, 4),
      amount(p, 4),
      amount(integrand, 4),
    ]),
  });
  const handles = () => {
    const { mu, sigma } = state.values.value;
    const height = (z: number) => Math.exp(logNormal(z, mu, sigma ** 2));
    return bell(state, { mean: 'mu', deviation: { knob: 'sigma' }, height, colour: ink('inference') });
  };
  return (
    <Picture
      title="Area under q log(q/p)"
      summary={summary}
      table={table}
      height={240}
      grow={2.4}
      draw={draw}
      handles={handles}
    />
  );
}

function Terms({ state }: { state: State }) {
  const summary = () => {
    const terms = (['mean-term', 'variance-term', 'constant-term', 'log-term'] as const).map((name) =>
      said(state, name),
    );
    return `The terms ½μ², ½σ², −½ and −½ log σ² are ${terms.join(', ')} and add up to ${said(state, 'terms-sum')} nats.`;
  };
  const table = () => ({
    columns: ['term', 'from', 'to', 'nats'],
    rows: barsOf(state.values.value).map(({ label, from, to }) => [
      label,
      amount(from, 4),
      amount(to, 4),
      amount(to - from, 4),
    ]),
  });
  const draw = (size: { width: number; height: number }) => klTerms(barsOf(state.values.value), size);
  return <Picture title="The four terms" summary={summary} table={table} height={200} draw={draw} />;
}

function Estimate({ state }: { state: State }) {
  const draw = (size: { width: number; height: number }) =>
    runningEstimate({ trace: runningEstimates(state.values.value), claims: claimsOf(state) }, size);
  const summary = () =>
    `After ${state.values.value.samples} samples the estimate is ${said(state, 'kl-monte-carlo')} nats with a standard error of ` +
    `${said(state, 'kl-monte-carlo-error')}. The closed form is ${said(state, 'kl')}; without its ½ it is ${said(state, 'kl-without-half')}.`;
  const table = () => ({
    columns: ['n', 'estimate', 'standard error'],
    rows: runningEstimates(state.values.value).map(({ n, mean, error }) => [n, amount(mean, 4), amount(error, 4)]),
  });
  return <Picture title="Estimate ± 2 standard errors" summary={summary} table={table} height={200} draw={draw} />;
}

function claimsOf(state: State): Claim[] {
  const { kl, 'kl-without-half': withoutHalf } = metricsOf(state.values.value);
  return [
    { value: kl, label: `closed form ${said(state, 'kl')}`, meaning: 'kl', dash: '', place: 'below' },
    {
      value: withoutHalf,
      label: `without the ½ ${said(state, 'kl-without-half')}`,
      meaning: 'muted',
      dash: '6 4',
      place: 'above',
    },
  ];
}
