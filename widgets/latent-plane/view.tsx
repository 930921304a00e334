import { useComputed, useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { encode } from '#src/models/vae/networks.ts';
import { trainedOn } from '#src/run/trained-on.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { DrawingPad } from '#src/ui/DrawingPad.tsx';
import { Picture } from '#src/ui/Picture.tsx';
import { TrainedFigure, useTraining } from '#src/ui/TrainedFigure.tsx';
import { before } from './parts/before.ts';
import { besideOf, overOf, type Beside } from './parts/layers.ts';
import { lookingAt, type Looking } from './parts/looking.ts';
import { PAD_SIDE, type meta } from './meta.ts';
import {
  configOf,
  imageOfDrawing,
  meanOf,
  metricsAt,
  nearestDigit,
  outlineOf,
  pathAt,
  planeIn,
  shareOf,
  traceOf,
  within,
  type Code,
  type Plane as PlaneOf,
} from './model.ts';
import { digitRow } from './pictures/digit-row.ts';
import { LiveDigit, Plane } from './parts/Plane.tsx';
import { useWalk } from './parts/walk.ts';
import { words } from './parts/words.ts';

type State = StateOf<typeof meta>;

const vae = trainedOn('vae', {
  config: configOf,
  data: () => 'digits' as const,
  metricsOf: metricsAt,
  keep: traceOf,
});

export default function LatentPlane({ state }: { state: State }) {
  const run = useTraining(state, vae);
  const trained = useBefore();
  const own = useComputed(() => run.snapshot.value && planeIn(run.snapshot.value));
  const plane = useComputed(() => own.value ?? trained.plane.value);
  const looking = useLooking(state, plane);
  const show = state.values.value.show;
  const say = (step: number) => `Step ${step}: ELBO ${amount(state.metrics.peek().elbo, 1)} nats.`;
  return (
    <TrainedFigure
      state={state}
      run={run}
      milestone={say}
      under={<About own={own} trained={trained} />}
      own={<Own state={state} looking={looking} />}
    >
      <ThePlane state={state} looking={looking} />
      <div class="z-side">
        <LiveDigit looking={looking} />
        {show !== 'digits' && <BesideIt key={show} state={state} looking={looking} />}
      </div>
    </TrainedFigure>
  );
}

type Trained = { readonly plane: ReadonlySignal<PlaneOf | undefined>; readonly missing: ReadonlySignal<boolean> };

/** The plane trained beforehand, once it has come. */
function useBefore(): Trained {
  const plane = useSignal<PlaneOf | undefined>(undefined);
  const missing = useSignal(false);
  useEffect(() => {
    before().then(
      (trained) => (plane.value = trained),
      () => (missing.value = true),
    );
  }, []);
  return { plane, missing };
}

/** The marker stands at the knobs, or on the path. */
function useLooking(state: State, plane: ReadonlySignal<PlaneOf | undefined>): Looking {
  return useMemo(() => {
    const at = {
      get value(): Code {
        const values = state.values.value;
        if (values.show === 'path' && plane.value) return pathAt(plane.value, values, values.t);
        return [values.z1, values.z2];
      },
    } as ReadonlySignal<Code>;
    return lookingAt(plane, { at, to: ([z1, z2]) => state.set({ z1, z2 }) });
  }, [state]);
}

/** Whose plane it is, in words. */
function About({ own, trained }: { own: ReadonlySignal<PlaneOf | undefined>; trained: Trained }) {
  const mine = own.value;
  const other = trained.plane.value;
  const said = mine ? words.own(mine) : other ? words.before(other) : trained.missing.value ? words.missing : '';
  return (
    <p class="z-about" data-plane={mine ? 'own' : other ? 'before' : undefined}>
      {said}
    </p>
  );
}

type Part = { state: State; looking: Looking };

/** The digit that a look at held-out digits speaks of. */
const spokenOf = ({ state, looking }: Part, plane: PlaneOf): number =>
  state.values.value.show === 'edit' ? within(plane, state.values.value.a) : nearestDigit(plane, looking.at.value);

function ThePlane({ state, looking }: Part) {
  const over = useComputed(() => overOf(looking.plane.value, state.values.value.show, ends.value, drawn.value));
  const ends = useComputed(() => `${state.values.value.a} ${state.values.value.b}`);
  const drawn = useComputed(() => imageOfDrawing(state.values.value.drawing));
  const lit = useComputed(() => {
    const plane = looking.plane.value;
    if (!plane || !['clouds', 'edit'].includes(state.values.value.show)) return undefined;
    const digit = spokenOf({ state, looking }, plane);
    return {
      outline: outlineOf(plane.moments, 4 * digit, 1),
      mean: meanOf(plane, digit),
      label: String(plane.labels[digit]),
    };
  });
  const held = useRef<'a' | 'b'>('a');
  const press = (at: Code, begins: boolean) => {
    const plane = looking.plane.peek();
    if (state.values.peek().show !== 'path') return looking.go(at);
    if (!plane) return;
    if (begins) held.current = nearerEnd(state, plane, at);
    state.set({ [held.current]: nearestDigit(plane, at) });
  };
  const hovers = () => state.values.peek().show !== 'path';
  return <Plane looking={looking} over={over} lit={lit} press={press} hovers={hovers} />;
}

/** The end of the path that a press takes hold of: the nearer one. */
function nearerEnd(state: State, now: PlaneOf, at: Code): 'a' | 'b' {
  const away = (end: 'a' | 'b') => {
    const [z1, z2] = meanOf(now, within(now, state.values.peek()[end]));
    return Math.hypot(shareOf(z1) - shareOf(at[0]), shareOf(z2) - shareOf(at[1]));
  };
  return away('a') <= away('b') ? 'a' : 'b';
}

/** What belongs to what is shown on the plane: digits compared, rows along a direction or a path. */
function BesideIt({ state, looking }: Part) {
  const beside = useComputed((): Beside => {
    const plane = looking.plane.value;
    const values = state.values.value;
    if (!plane) return [];
    return besideOf(plane, values, spokenOf({ state, looking }, plane), looking.picture.value);
  });
  const title = words.beside[state.values.peek().show];
  const summary = () =>
    beside.value
      .map((row) =>
        row
          .map(({ words: said }) => said)
          .filter(Boolean)
          .join(', '),
      )
      .join('; ');
  const draw = ({ width }: { width: number }) => {
    const rows = document.createElement('div');
    rows.append(...beside.value.map((row) => digitRow(row, width, 96)));
    return rows;
  };
  return <Picture title={title} summary={summary} height={90} draw={draw} />;
}

/** Controls that no knob can be, for what is shown. */
function Own({ state, looking }: Part) {
  if (state.link.only === 'plot') return null;
  switch (state.values.value.show) {
    case 'path':
      return <Path state={state} />;
    case 'edit':
      return <ToDigit state={state} looking={looking} />;
    case 'draw':
      return <Drawn state={state} looking={looking} />;
    default:
      return null;
  }
}

function Path({ state }: { state: State }) {
  const walk = useWalk((t) => state.set({ t }));
  return (
    <div class="z-own">
      <label>
        <i class="symbol">t</i>{' '}
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={state.values.value.t}
          aria-label={state.meta.params.t.label}
          onInput={(event) => state.set({ t: event.currentTarget.valueAsNumber })}
        />
      </label>
      <button type="button" class="quiet" data-action="walk" onClick={() => walk.toggle(state.values.peek().t)}>
        {walk.walking.value ? words.stop : words.walk}
      </button>
      <p class="note-small">{words.choose}</p>
    </div>
  );
}

function ToDigit({ state, looking }: Part) {
  const go = () => {
    const plane = looking.plane.peek();
    if (plane) looking.go(rounded(meanOf(plane, within(plane, state.values.peek().a))));
  };
  return (
    <div class="z-own">
      <button type="button" class="quiet" data-action="to-digit" onClick={go}>
        {words.toDigit}
      </button>
      <p class="note-small">{words.pick}</p>
    </div>
  );
}

const rounded = (code: Code): Code => code.map((z) => Math.round(z * 1000) / 1000) as unknown as Code;

function Drawn({ state, looking }: Part) {
  const go = () => {
    const [plane, image] = [looking.plane.peek(), imageOfDrawing(state.values.peek().drawing)];
    if (plane && image)
      looking.go(rounded(Array.from(encode(plane.networks, image).subarray(0, 2)) as unknown as Code));
  };
  return (
    <div class="z-own">
      <DrawingPad
        label={words.drawHere}
        side={PAD_SIDE}
        drawing={state.values.value.drawing}
        onChange={(drawing) => state.set({ drawing })}
      />
      <button type="button" class="quiet" data-action="to-drawing" onClick={go}>
        {words.toDrawing}
      </button>
    </div>
  );
}
