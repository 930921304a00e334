import { batch, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { openWorker, type Client } from '#src/worker/client.ts';
import type { DataFile, Report, SnapshotReport, Start } from '#src/worker/protocol.ts';
import { MAX_STEP } from './links.ts';
import type { AnyValues, ParamSpecs } from './params.ts';
import type { Metrics, WidgetState } from './widget-state.ts';

/** Time a question to the worker should take: long enough to keep it busy, short enough that pictures move. */
const MILLISECONDS_A_QUESTION = 160;
/** Fast executors take thousands of small steps in that time; a bound keeps a misjudged speed from freezing the figure. */
const MOST_STEPS_A_QUESTION = 5000;
/** Knobs are dragged: wait this long after the last change before the run starts anew. */
const SETTLE_MILLISECONDS = 250;

/** Where a run stood when the next one began, kept until cleared. */
export type RunRecord = {
  readonly run: number;
  readonly values: AnyValues;
  readonly metrics: Metrics;
  readonly step: number;
};
export type Progress = { readonly what: string; readonly share: number };

type Stepped = { readonly step: number };

export type TrainingOptions<Snapshot, Kept> = {
  /** The command that starts a run with the knobs as they stand. */
  readonly start: (run: number) => Start;
  /** This widget's snapshot out of a report. */
  readonly pick: (report: SnapshotReport) => Snapshot | undefined;
  readonly metricsOf: (snapshot: Snapshot, stepsPerSecond: number) => Metrics;
  /** What is kept of every snapshot for the curves; the pictures in it are not. */
  readonly keep: (snapshot: Snapshot) => Kept;
};

export type Training<Snapshot, Kept> = {
  readonly snapshot: ReadonlySignal<Snapshot | undefined>;
  /** What was kept of each snapshot of this run, oldest first. */
  readonly history: ReadonlySignal<readonly Kept[]>;
  /** This run and the ones before it, until cleared. */
  readonly records: ReadonlySignal<readonly RunRecord[]>;
  readonly progress: ReadonlySignal<Progress | undefined>;
  /** Why this backend and no other, in a sentence. */
  readonly why: ReadonlySignal<string>;
  /** The sweep under way: which of how many; undefined outside one. */
  readonly sweeping: ReadonlySignal<{ readonly at: number; readonly of: number } | undefined>;
  /** The furthest step this run has been at, and whether it can go back from there. */
  readonly reached: ReadonlySignal<number>;
  readonly keepsPast: ReadonlySignal<boolean>;
  play(until?: number): void;
  pause(): void;
  /** Goes to a step this run has been at; from there it goes on as it did before. */
  seek(step: number): void;
  stepOnce(): void;
  /** Back to step 0 with the same knobs. */
  restart(): void;
  /** Runs each setting in turn for `steps` steps, leaving a record each. */
  sweep(settings: readonly AnyValues[], steps: number): void;
  clearRecords(): void;
  takeFiles(files: readonly DataFile[]): void;
  close(): void;
};

/** Keeps what is known of each step once, in the order of the steps: a run that went back comes by the same ones again. */
function inOrder<Kept extends Stepped>(known: readonly Kept[], now: Kept): readonly Kept[] {
  if ((known.at(-1)?.step ?? -1) < now.step) return [...known, now];
  if (known.some(({ step }) => step === now.step)) return known;
  return [...known, now].sort((a, b) => a.step - b.step);
}

let lastRun = 0;

/**
 * Conducts one figure's runs: idle → loading → running ⇄ paused → done, or failed with a sentence.
 * A knob that changes starts the run anew, so that the same link always shows the same figure.
 */
export function createTraining<S extends ParamSpecs, Snapshot extends Stepped, Kept extends Stepped>(
  state: WidgetState<S>,
  { start, pick, metricsOf, keep }: TrainingOptions<Snapshot, Kept>,
): Training<Snapshot, Kept> {
  const snapshot = signal<Snapshot | undefined>(undefined);
  const history = signal<readonly Kept[]>([]);
  const records = signal<readonly RunRecord[]>([]);
  const progress = signal<Progress | undefined>(undefined);
  const why = signal('');
  const sweeping = signal<{ at: number; of: number } | undefined>(undefined);
  const reached = signal(0);
  const keepsPast = signal(false);
  let sought: number | undefined;
  let client: Client | undefined;
  let run = 0;
  let playing = false;
  let waiting = false;
  let stepsAQuestion = 1;
  let goal = MAX_STEP;
  let speed = 0;
  let plan: { readonly settings: readonly AnyValues[]; readonly steps: number } | undefined;
  /** The knobs as this conductor knows them: a change that it made itself starts nothing. */
  let known = state.values.peek();

  const setQuietly = (patch: AnyValues) => {
    // In one batch, so that whoever watches the knobs sees them only when they are known.
    batch(() => {
      state.set(patch);
      known = state.values.peek();
    });
  };

  const fail = (message: string) => {
    playing = false;
    waiting = false;
    plan = undefined;
    batch(() => {
      sweeping.value = undefined;
      progress.value = undefined;
      state.status.value = 'failed';
      state.notices.value = [message];
    });
    discard();
  };

  /** Forgets the worker's side of the run; what the page shows stays. */
  const discard = () => {
    if (run > 0) client?.send({ type: 'stop', run });
    run = 0;
  };

  const listen = (report: Report) => {
    if (report.type === 'taken' || report.type === 'refused') return tell(report);
    if (report.run !== run) return;
    switch (report.type) {
      case 'progress':
        progress.value = { what: report.what, share: report.share };
        return;
      case 'ready':
        state.backend.value = report.backend;
        why.value = report.why;
        keepsPast.value = report.keepsPast;
        return;
      case 'snapshot':
        return receive(report);
      case 'failed':
        client?.close();
        client = undefined;
        return fail(report.message);
      default:
        report satisfies never;
    }
  };

  const tell = (report: Extract<Report, { type: 'taken' | 'refused' }>) => {
    state.notices.value = [report.message];
    if (report.type !== 'taken') return;
    setQuietly({ data: 'mnist' });
    restart(true);
  };

  const receive = (report: SnapshotReport) => {
    const now = pick(report);
    if (!now) return;
    const steps = now.step - (snapshot.peek()?.step ?? 0);
    if (playing && steps > 0) learnSpeed(steps, report.milliseconds);
    waiting = false;
    batch(() => {
      progress.value = undefined;
      snapshot.value = now;
      history.value = inOrder(history.value, keep(now));
      reached.value = Math.max(reached.value, now.step);
      const metrics = metricsOf(now, speed);
      state.report(metrics, now.step);
      remember({ run, values: { ...(state.values.peek() as AnyValues) }, metrics, step: now.step });
      if (now.step >= goal) arrive();
      else state.status.value = playing ? 'running' : 'paused';
    });
    if (sought !== undefined) seek(sought);
    else if (playing) requestAnimationFrame(ask);
  };

  const learnSpeed = (steps: number, milliseconds: number) => {
    const now = (1000 * steps) / Math.max(milliseconds, 0.01);
    speed = speed === 0 ? now : 0.7 * speed + 0.3 * now;
    stepsAQuestion = Math.min(MOST_STEPS_A_QUESTION, Math.max(1, Math.round((speed * MILLISECONDS_A_QUESTION) / 1000)));
  };

  const remember = (record: RunRecord) => {
    records.value = [...records.value.filter((old) => old.run !== run), ...(record.step > 0 ? [record] : [])];
  };

  const arrive = () => {
    const at = (sweeping.peek()?.at ?? 0) + 1;
    if (plan && at < plan.settings.length) return begin(at);
    plan = undefined;
    sweeping.value = undefined;
    playing = false;
    state.status.value = goal >= MAX_STEP ? 'done' : 'paused';
    goal = MAX_STEP;
  };

  const ask = () => {
    const step = snapshot.peek()?.step ?? 0;
    if (!playing || waiting || run === 0 || !state.inSight.peek() || step >= goal) return;
    waiting = true;
    client?.send({ type: 'ask', run, steps: Math.min(stepsAQuestion, goal - step) });
  };

  /** Opens a fresh run with the knobs as they stand; its first report is the snapshot of step 0. */
  const open = () => {
    discard();
    client ??= openWorker(listen);
    run = ++lastRun;
    waiting = true;
    batch(() => {
      snapshot.value = undefined;
      history.value = [];
      reached.value = 0;
      state.report({}, 0);
      state.status.value = 'loading';
      progress.value = { what: 'Starting', share: 0 };
    });
    client.send(start(run));
  };

  const begin = (at: number) => {
    const setting = plan?.settings[at];
    if (!plan || !setting) return;
    sweeping.value = { at, of: plan.settings.length };
    setQuietly(setting);
    goal = plan.steps;
    playing = true;
    open();
  };

  const seek = (step: number) => {
    pause();
    sought = undefined;
    if (run === 0 || step === snapshot.peek()?.step) return;
    // Newest wins: while one question is in flight only the last wish is kept.
    if (waiting) sought = step;
    else {
      waiting = true;
      client?.send({ type: 'seek', run, step: Math.min(step, reached.peek()) });
    }
  };

  const play = (until = MAX_STEP) => {
    if (!plan) goal = until;
    playing = true;
    if (run === 0) return open();
    state.status.value = 'running';
    ask();
  };

  const pause = () => {
    playing = false;
    if (state.status.peek() === 'running') state.status.value = 'paused';
  };

  const restart = (keepPlaying = false) => {
    const again = keepPlaying && playing;
    plan = undefined;
    sweeping.value = undefined;
    goal = MAX_STEP;
    playing = again;
    if (again) return open();
    discard();
    waiting = false;
    batch(() => {
      snapshot.value = undefined;
      history.value = [];
      reached.value = 0;
      progress.value = undefined;
      state.report({}, 0);
      state.status.value = 'idle';
    });
  };

  let settle: ReturnType<typeof setTimeout> | undefined;
  const stopWatchingKnobs = effect(() => {
    const values = state.values.value;
    if (values === known) return;
    known = values;
    untracked(() => {
      clearTimeout(settle);
      if (state.status.peek() === 'idle') return;
      if (playing) settle = setTimeout(() => restart(true), SETTLE_MILLISECONDS);
      else restart();
    });
  });
  const stopWatchingSight = effect(() => {
    if (state.inSight.value) ask();
  });

  const stepOnce = () => {
    pause();
    if (run === 0) return play(1);
    if (waiting) return;
    waiting = true;
    goal = MAX_STEP;
    client?.send({ type: 'ask', run, steps: 1 });
  };
  state.controls.value = { play, pause, stepOnce, restart: () => restart() };
  if (state.link.step !== undefined && state.link.step > 0) play(state.link.step);
  else if (state.link.play) play();

  return {
    snapshot,
    history,
    records,
    progress,
    why,
    sweeping,
    reached,
    keepsPast,
    seek,
    play,
    pause,
    stepOnce,
    restart: () => restart(),
    sweep(settings, steps) {
      plan = { settings, steps };
      begin(0);
    },
    clearRecords() {
      records.value = records.value.filter((record) => record.run === run);
    },
    takeFiles(files) {
      client ??= openWorker(listen);
      client.send({ type: 'take', run, files });
    },
    close() {
      clearTimeout(settle);
      stopWatchingKnobs();
      stopWatchingSight();
      client?.close();
      client = undefined;
    },
  };
}
