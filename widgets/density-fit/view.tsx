import { useSignal, useSignalEffect, type ReadonlySignal, type Signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { ink } from '#src/plots/meaning.ts';
import { shows, type StateOf } from '#src/run/widget-state.ts';
import { amount, scaledAmount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import type { Grip, Held } from '#src/ui/drag.ts';
import { FileDrop } from '#src/ui/FileDrop.tsx';
import { handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { bandwidthChoice } from './pictures/bandwidth-choice.ts';
import { axisOf, densityFits, rugOf } from './pictures/density-fits.ts';
import { errorByDimension } from './pictures/error-by-dimension.ts';
import { meta } from './meta.ts';
import * as model from './model.ts';

type State = StateOf<typeof meta>;
type Size = { width: number; height: number };
type Name = keyof typeof meta.metrics;

const HEIGHT = 250;
const BELOW = 200;

/** The reader's own points, and what has been done with them, for as long as the figure is on the page. */
type Own = {
  /** Points too many for a link, while they are shown. */
  readonly kept: () => model.Kept;
  readonly said: ReadonlySignal<string>;
  /** What stands in the field and has not been read yet. */
  readonly draft: Signal<string | undefined>;
  readonly columns: ReadonlySignal<readonly model.Column[]>;
  readonly say: (sentence: string) => void;
  readonly put: (points: readonly number[], said: string) => void;
  readonly offer: (columns: readonly model.Column[]) => void;
};

const KEPT_HERE =
  'They are too many for a link: this page keeps them while it is open, and a link made now brings the settings alone.';

/** Which points the knobs ask for, as words to compare. */
const pointsOf = ({ data, points }: model.Values) => `${data} ${points}`;

function useOwn(state: State): Own {
  const many = useSignal<{ points: readonly number[]; beside: string } | undefined>(undefined);
  const said = useSignal('');
  const draft = useSignal<string | undefined>(undefined);
  const columns = useSignal<readonly model.Column[]>([]);
  const standing = useMemo(() => ({ points: pointsOf(state.values.peek()) }), [state]);
  useSignalEffect(() => {
    const points = pointsOf(state.values.value);
    if (points === standing.points) return;
    // A preset or a link has brought other points; what was said of the last ones is over.
    standing.points = points;
    [said.value, draft.value, columns.value] = ['', undefined, []];
  });
  return useMemo(() => {
    const put = (points: readonly number[], sentence: string) => {
      const text = model.linkTextOf(points);
      const set = text === undefined ? { data: 'own' as const } : { data: 'own' as const, points: text };
      many.value = text === undefined ? { points, beside: state.values.peek().points } : undefined;
      said.value = text === undefined ? `${sentence} ${KEPT_HERE}` : sentence;
      draft.value = undefined;
      standing.points = pointsOf({ ...state.values.peek(), ...set });
      state.set(set);
    };
    const kept = () => {
      const { data, points } = state.values.value;
      return data === 'own' && many.value?.beside === points ? many.value.points : undefined;
    };
    const say = (sentence: string) => (said.value = sentence);
    return { kept, said, draft, columns, say, put, offer: (found) => (columns.value = found) };
  }, [state]);
}

/** A hand on h takes the choice over from a rule. */
function useHand(state: State): void {
  const before = useMemo(() => ({ now: state.values.peek() }), [state]);
  useSignalEffect(() => {
    const [last, now] = [before.now, state.values.value];
    before.now = now;
    if (now.h !== last.h && now.rule === last.rule && now.rule !== 'manual') state.set({ rule: 'manual' });
  });
}

export default function DensityFit({ state }: { state: State }) {
  const own = useOwn(state);
  useHand(state);
  const parts = { state, own };
  return (
    <AnsweringFigure
      state={state}
      metricsOf={(values) => model.metricsOf(values, own.kept())}
      last={state.link.only === 'plot' ? null : <UnderKnobs {...parts} />}
    >
      {shows(state, 'fits') && <Fits {...parts} />}
      {shows(state, 'widths') && <Widths {...parts} />}
      {shows(state, 'dimensions') && <Dimensions {...parts} />}
    </AnsweringFigure>
  );
}

type PartProps = { state: State; own: Own };

/** A number as the page prints it, asked of the model so that a picture draws once a change. */
const said = (props: PartProps, name: Name, digits: number) =>
  scaledAmount(
    model.metricsOf(props.state.values.value, props.own.kept())[name],
    digits,
    'scaled' in meta.metrics[name],
  );

/** A press on the strip of points adds one, or takes hold of the one that is there. */
function gripOf({ state, own }: PartProps): Grip {
  return ({ x, y, width }) => {
    const [top, bottom] = rugOf(HEIGHT);
    if (y < top || y > bottom) return undefined;
    const values = state.values.peek();
    const before = model.inHand(values, own.kept());
    const span = model.spanOf(model.sampleOf(values, own.kept()));
    const { toX } = axisOf(width, span);
    const held = model.nearestTo(before, toX(x), toX(x + 5) - toX(x));
    if (held === undefined && before.length >= model.MOST_POINTS) {
      own.say(
        `There are ${before.length} points, and no more can be fitted within a frame. Choose fewer, then add yours.`,
      );
      return undefined;
    }
    const at = held ?? before.length;
    const yours = values.data === 'own' ? '' : ' The drawn points are yours now.';
    const move: Held['move'] = (now) => {
      const point = model.pointed(toX(now.x), span);
      own.put(
        before.toSpliced(at, 1, point),
        `Point ${at + 1} ${held === undefined ? 'added' : 'moved'} at ${point}.${yours}`,
      );
    };
    return { move, back: () => (values.data === 'own' ? own.put(before, '') : state.set(values)) };
  };
}

function Fits(props: PartProps) {
  const { state, own } = props;
  const asHills = state.view?.name === 'hills';
  const draw = (size: Size) => {
    const values = state.values.value;
    const sample = model.sampleOf(values, own.kept());
    return densityFits(
      {
        places: model.placesAt(values, own.kept()),
        cells: asHills ? [] : model.cellsOf(values, own.kept()),
        hills: asHills ? model.hillsOf(values, own.kept()) : undefined,
        points: sample.points,
        span: model.spanOf(sample),
      },
      size,
    );
  };
  const summary = () =>
    `${model.sampleOf(state.values.value, own.kept()).points.length} points. The Gaussian has mean ${said(props, 'mean', 2)} and deviation ` +
    `${said(props, 'sigma', 2)}; the kernels have bandwidth ${said(props, 'bandwidth', 3)}; the histogram has ${state.values.value.bins} bins.`;
  const table = () => ({
    columns: ['x', 'kernels', 'Gaussian', 'histogram', 'truth'],
    rows: model
      .tableOf(state.values.value, own.kept())
      .map(({ x, kde, gaussian, histogram, truth }) => [
        scaledAmount(x, 3),
        ...[kde, gaussian, histogram, truth].map((y) => amount(y, 4)),
      ]),
  });
  return (
    <Picture
      title={asHills ? 'A hill on every point, and their sum' : 'Three fits to the same points'}
      summary={summary}
      table={table}
      height={HEIGHT}
      grow={2.4}
      draw={draw}
      grip={gripOf(props)}
    />
  );
}

function Widths(props: PartProps) {
  const { state, own } = props;
  const numbers = () => model.metricsOf(state.values.value, own.kept());
  const draw = (size: Size) => {
    const { bandwidth, 'loo-bandwidth': loo, 'best-bandwidth': best } = numbers();
    return bandwidthChoice({ rows: model.rungsOf(state.values.value, own.kept()), now: bandwidth, loo, best }, size);
  };
  const summary = () =>
    `At the bandwidth in use, ${said(props, 'bandwidth', 3)}, each point has ${said(props, 'loo', 3)} nats under the others; most it would have at ` +
    `${said(props, 'loo-bandwidth', 3)}. ` +
    (Number.isNaN(numbers()['best-bandwidth'])
      ? 'The truth is not known.'
      : `The squared error is ${said(props, 'ise-kde', 4)}, and least at ${said(props, 'best-bandwidth', 3)}.`);
  const table = () => ({
    columns: ['h', 'leave-one-out', 'squared error', 'bias²', 'variance'],
    rows: model
      .rungsOf(state.values.value, own.kept())
      .map(({ h, loo, ise, bias, variance }) => [
        scaledAmount(h, 4),
        amount(loo, 3),
        ...[ise, bias, variance].map((y) => amount(y, 5)),
      ]),
  });
  // h is counted in the unit of the sample; a rule's bandwidth stands where the rule puts it, until a hand takes it over.
  const handles = () => {
    const { bandwidth } = numbers();
    const { unit } = model.sampleOf(state.values.value, own.kept());
    const byHand = state.values.value.rule === 'manual';
    const width = {
      knob: 'h',
      to: (h: number) => (byHand ? h * unit : bandwidth),
      from: (place: number) => place / unit,
    } as const;
    return [0, 1].flatMap((plot) =>
      handle(state, { x: width, y: { share: 0 }, plot, colour: ink('model') }).map((one) => ({
        ...one,
        name: `${one.name} ${plot}`,
      })),
    );
  };
  return (
    <Picture
      title="What each bandwidth is worth"
      summary={summary}
      table={table}
      height={BELOW}
      draw={draw}
      handles={handles}
    />
  );
}

function Dimensions(props: PartProps) {
  const { state, own } = props;
  const count = () => model.sampleOf(state.values.value, own.kept()).points.length;
  const draw = (size: Size) =>
    errorByDimension(
      {
        rows: model.byDimension(count()),
        d: state.values.value.dimension,
        n: count(),
        target: model.GOOD,
      },
      size,
    );
  const summary = () =>
    `In ${state.values.value.dimension} dimensions ${count()} points leave a relative error of ${said(props, 'error-kde', 2)} with kernels and ` +
    `${said(props, 'error-histogram', 2)} with a histogram; ${said(props, 'needed-kde', 0)} and ${said(props, 'needed-histogram', 0)} points would be good enough.`;
  const table = () => ({
    columns: ['d', 'error, kernels', 'error, histogram', 'points needed, kernels', 'points needed, histogram', 'cells'],
    rows: model
      .byDimension(count())
      .map(({ d, kernel, histogram }) => [
        d,
        amount(kernel, 3),
        amount(histogram, 3),
        amount(model.needed(d).kernel, 0),
        amount(model.needed(d).histogram, 0),
        amount(model.cellCount(state.values.value.bins, d), 0),
      ]),
  });
  return (
    <Picture
      title="At the peak, in d dimensions"
      summary={summary}
      table={table}
      height={BELOW}
      grow={0.8}
      draw={draw}
      handles={() => handle(state, { x: 'dimension', y: 0, colour: ink('model') })}
    />
  );
}

/** What is said of the reader's own points, where they come in, and what the fits to them are worth. */
function UnderKnobs(props: PartProps) {
  const { state, own } = props;
  const sentence = model.aboutOwn(state.values.value, own.kept());
  return (
    <>
      {sentence !== '' && <p class="note-small">{sentence}</p>}
      {!state.link.hide.includes('points') && <OwnPoints {...props} />}
      <Compared {...props} />
    </>
  );
}

/** Where the reader's numbers come in: typed, pasted, or dropped as a file. */
function OwnPoints({ state, own }: PartProps) {
  const { draft } = own;
  const shown = () =>
    state.values.value.data === 'own' ? model.shownPoints(model.inHand(state.values.value, own.kept())) : '';
  const take = (read: model.Read) => {
    if (read.points) own.put(read.points, read.said);
    else own.say(read.said);
  };
  const hear = ({ read, offers }: model.Reading) => {
    own.offer(offers);
    take(read);
  };
  const typed = async () => hear(await model.readPoints(draft.value ?? shown()));
  const dropped = async (files: readonly { bytes: Uint8Array }[]) => {
    if (files[0]) hear(await model.readFile(files[0].bytes));
  };
  const cut = (points: readonly number[]) => own.put(points, `${points.length} points are left.`);
  const points = () => model.inHand(state.values.value, own.kept());
  return (
    <details class="more">
      <summary>Your own points</summary>
      <div class="own-points">
        <label>
          Numbers, with spaces, commas or new lines between them; or click on the strip under the curves
          <textarea
            rows={3}
            spellcheck={false}
            data-own="points"
            value={draft.value ?? shown()}
            onInput={(event) => (draft.value = event.currentTarget.value)}
          />
        </label>
        <div class="buttons" role="group" aria-label="Your own points">
          <button type="button" data-action="use-points" onClick={() => void typed()}>
            Fit these
          </button>
          <button type="button" class="quiet" disabled={points().length < 3} onClick={() => cut(points().slice(0, -1))}>
            Remove the last
          </button>
          <button type="button" class="quiet" disabled={points().length < 3} onClick={() => cut(points().slice(-2))}>
            Keep the last two
          </button>
          <FileDrop label="CSV or text" most={model.MOST_READ} onFiles={(files) => void dropped(files)} />
        </div>
        {own.columns.value.length > 0 && (
          <div class="buttons" role="group" aria-label="Columns, or ways to read the numbers">
            {own.columns.value.map(({ name, read }) => (
              <button key={name} type="button" class="quiet" onClick={() => take(read)}>
                {name}
              </button>
            ))}
          </div>
        )}
        <p role="status" data-said="points">
          {own.said.value}
        </p>
      </div>
    </details>
  );
}

const COMPARED: readonly { label: string; digits: number; names: readonly string[] }[] = [
  { label: 'log likelihood of its own points', digits: 3, names: ['fit-gaussian', 'fit-histogram', 'fit-kde'] },
  { label: 'of held-out points', digits: 3, names: ['held-out-gaussian', 'held-out-histogram', 'held-out-kde'] },
  { label: 'squared error against the truth', digits: 4, names: ['ise-gaussian', 'ise-histogram', 'ise-kde'] },
  { label: 'numbers kept', digits: 0, names: ['stored-gaussian', 'stored-histogram', 'stored-kde'] },
  { label: 'looked at for one x', digits: 0, names: ['1 formula', '1 cell', 'cost-kde'] },
];

/** What the three fits are worth and what they cost, side by side. */
function Compared(props: PartProps) {
  const cell = (name: string, digits: number) => {
    if (!isMetric(name, props.state)) return name;
    return name === 'cost-kde' ? `${said(props, name, 0)} points` : said(props, name, digits);
  };
  return (
    <details class="more">
      <summary>The three fits compared</summary>
      {/* The table may scroll inside its own box, so a reader at the keyboard needs a stop there. */}
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex */}
      <div class="table-scroll compared" tabIndex={0} role="region" aria-label="The three fits compared">
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">Gaussian</th>
              <th scope="col">histogram</th>
              <th scope="col">kernels</th>
            </tr>
          </thead>
          <tbody>
            {COMPARED.map(({ label, digits, names }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {names.map((name) => (
                  <td key={name}>{cell(name, digits)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const isMetric = (name: string, state: State): name is Name => Object.hasOwn(state.meta.metrics, name);
