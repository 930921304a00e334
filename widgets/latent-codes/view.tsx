import { useComputed } from '@preact/signals';
import { ink } from '#src/plots/meaning.ts';
import type { Fit } from '#src/plots/frame.ts';
import { digitSheet } from '#src/plots/digit-sheet.ts';
import { trainedOn, type RunOf } from '#src/run/trained-on.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { EMPTY } from '#src/run/words/figure.ts';
import { amount } from '#src/ui/amount.ts';
import { handle } from '#src/ui/handle.ts';
import { useFittedAxes } from '#src/ui/fitted-axes.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { codeMap } from './pictures/code-map.ts';
import { digitsLarge } from './pictures/digits-large.ts';
import { errorAndFloor } from './pictures/error-and-floor.ts';
import type { meta } from './meta.ts';
import {
  bytesOf,
  configOf,
  mapOf,
  metricsAt,
  nearestTo,
  stopsOf,
  target,
  traceOf,
  walkOf,
  type Snapshot,
} from './model.ts';

type State = StateOf<typeof meta>;
type Run = RunOf<typeof codes>;

const UNTRAINED = 'Press Run: the pictures come with the first step.';

/** What stands where digits will be, as long as no step has made them. */
function untrained(): HTMLElement {
  const sentence = document.createElement('p');
  sentence.className = 'note-small';
  sentence.textContent = UNTRAINED;
  return sentence;
}

const codes = trainedOn('codes', {
  config: configOf,
  data: () => 'none' as const,
  metricsOf: metricsAt,
  keep: traceOf,
});

export default function LatentCodes({ state }: { state: State }) {
  const run = useTraining(state, codes);
  const fit = useFittedAxes(state);
  const say = (step: number) => {
    const { error, apart } = state.metrics.peek();
    return `Step ${step}: error ${amount(error, 1)} nats; the pictures of a and b are ${amount(apart, 1)} apart.`;
  };
  return (
    <TrainedFigure state={state} run={run} milestone={say}>
      <div class="part">
        <Ends state={state} run={run} />
        <Now state={state} run={run} />
      </div>
      <div class="part wide">
        <Codes state={state} run={run} />
        <Stops state={state} run={run} />
        <Errors run={run} fit={fit} />
      </div>
    </TrainedFigure>
  );
}

type Part = { state: State; run: Run };

/** What is looked at, of the snapshot at hand and the knobs as they stand. */
function useLook<Seen>({ state, run }: Part, see: (snapshot: Snapshot, values: State['values']['value']) => Seen) {
  return useComputed(() => {
    const now = run.snapshot.value;
    const values = state.seen.value;
    return now && see(now, values);
  });
}

function Ends(part: Part) {
  const seen = useLook(part, (snapshot, values) => {
    const { ends, pictures } = walkOf(snapshot, values);
    return bytesOf([target(snapshot, ends[0]), target(snapshot, ends[1]), ...pictures]);
  });
  const summary = () => {
    const { 'digit-a': a, 'digit-b': b } = part.state.seen.value;
    const { apart, 'data-apart': digits } = part.state.numbers.value;
    return seen.value
      ? `Digit a, a ${a}, and digit b, a ${b}, ${amount(digits, 1)} apart; what comes back of them is ${amount(apart, 1)} apart`
      : EMPTY;
  };
  return (
    <Picture
      title="a and b; below, what comes back"
      summary={summary}
      height={250}
      grow={0.9}
      draw={({ width }) => (seen.value ? digitsLarge(seen.value, 2, width) : untrained())}
    />
  );
}

function Now(part: Part) {
  const seen = useLook(part, (snapshot, values) => {
    const { picture } = walkOf(snapshot, values);
    return bytesOf([picture, target(snapshot, nearestTo(snapshot, picture).digit)]);
  });
  const summary = () => {
    const { 'to-a': toA, 'to-b': toB, nearest } = part.state.numbers.value;
    return seen.value
      ? `The picture at t = ${part.state.seen.value.t}: ${amount(toA, 1)} from the picture of a, ${amount(toB, 1)} from that of b, ${amount(nearest, 1)} from the nearest training digit`
      : EMPTY;
  };
  return (
    <Picture
      title="At t; beside it, the nearest training digit"
      summary={summary}
      height={130}
      grow={0.9}
      draw={({ width }) => (seen.value ? digitsLarge(seen.value, 2, width) : untrained())}
    />
  );
}

function Stops(part: Part) {
  const seen = useLook(part, (snapshot, values) => stopsOf(snapshot, walkOf(snapshot, values)));
  return (
    <Picture
      title="The walk from a (left) to b (right)"
      summary={() => (seen.value ? `${seen.value.length} pictures, from that of a to that of b` : EMPTY)}
      table={() => ({
        columns: ['t', 'squared distance to a', 'to b', 'lean in degrees'],
        rows: (seen.value ?? []).map(({ t, toA, toB, lean }) => [t, amount(toA, 1), amount(toB, 1), amount(lean, 1)]),
      })}
      height={70}
      grow={2}
      draw={({ width }) =>
        seen.value
          ? digitSheet({ images: bytesOf(seen.value.map(({ picture }) => picture)), columns: 9, width })
          : untrained()
      }
    />
  );
}

type CodeMap = ReturnType<typeof mapOf>;

/** The code on its map: along the walk by t, and off it by the two pushes where the map shows the numbers that they push. */
function handlesOf(state: State, map: CodeMap | undefined) {
  if (!map) return [];
  const { ends, now, places, units } = map;
  const [a, b] = ends;
  const { t, push1, push2 } = state.values.value;
  const level = Math.abs(b.x - a.x) >= Math.abs(b.y - a.y);
  const axis = level ? 'x' : 'y';
  const way = b[axis] - a[axis];
  const along = {
    knob: 't',
    to: (at: number) => a[axis] + at * way,
    from: (z: number) => (z - a[axis]) / way,
  } as const;
  const stands = { x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y) };
  const walk = way === 0 ? [] : handle(state, { ...stands, [axis]: along, colour: ink('data') });
  const pushed = (which: 'x' | 'y', own: number, unit: number) => {
    const home = now[which] - own * unit;
    return { to: (push: number) => home + push * unit, from: (z: number) => (z - home) / unit };
  };
  if (places[0] !== 0 || places[1] !== 1) return walk;
  const [first, second] = [pushed('x', push1, units[0]), pushed('y', push2, units[1])];
  return [
    ...walk,
    ...handle(state, {
      x: units[0] > 0 ? { knob: 'push1', ...first } : now.x,
      y: units[1] > 0 ? { knob: 'push2', ...second } : now.y,
      colour: ink('model'),
    }),
  ];
}

function Codes(part: Part) {
  const seen = useLook(part, mapOf);
  const summary = () => {
    const map = seen.value;
    if (!map) return EMPTY;
    const [a, b] = map.ends;
    const at = ({ x, y }: typeof a) => `(${amount(x, 2)}, ${amount(y, 2)})`;
    return `${map.digits.length} codes; a at ${at(a)}, b at ${at(b)}, t at ${at(map.now)}`;
  };
  return (
    <Picture
      title="Map of the codes"
      summary={summary}
      table={() => ({
        columns: ['what', 'first number shown', 'second'],
        rows: seen.value
          ? [...seen.value.ends, seen.value.now].map(({ label, x, y }) => [label, amount(x, 3), amount(y, 3)])
          : [],
      })}
      height={210}
      draw={(size) => codeMap(seen.value, size)}
      handles={() => handlesOf(part.state, seen.value)}
    />
  );
}

function Errors({ run, fit }: { run: Run; fit: Fit }) {
  const floor = () => run.snapshot.value?.floor;
  return (
    <Picture
      title="The error"
      summary={() => {
        const last = run.history.value.at(-1);
        return last
          ? `Error ${amount(last.error, 1)} nats at step ${last.step}; the least with the class alone is ${amount(floor(), 1)}`
          : EMPTY;
      }}
      table={() => ({
        columns: ['step', 'error in nats'],
        rows: run.history.value.map(({ step, error }) => [step, amount(error, 2)]),
      })}
      height={120}
      draw={(size) => errorAndFloor(run.history.value, floor(), size, fit)}
    />
  );
}
