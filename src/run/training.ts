import { batch, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import { openWorker, type Client } from '#src/worker/client.ts';
import type { Player, Standing, TrainedState } from '#src/engine/experiment.ts';
import type { DataFile, ExecutorName, Report, SnapshotReport, Start, Wish } from '#src/worker/protocol.ts';
import { blame } from './blame.ts';
import { rememberExecutor, rememberVerdict, verdicts } from './executors.ts';
import { MAX_STEP } from './links.ts';
import { changed, fill, type AnyValues, type ParamSpecs, type ParamValues } from './params.ts';
import { runNotices } from './run-notices.ts';
import { sweepOf, type Sweep } from './sweep.ts';
import { isWaiting, waitingFor, type Progress } from './waiting.ts';
import type { Metrics, WidgetState } from './widget-state.ts';
import { run as words } from './words/figure.ts';

/** Time a question to the worker should take: long enough to keep it busy, short enough that pictures move. */
const MILLISECONDS_A_QUESTION = 160;
/** After a question that took longer than a frame the next one need not wait for one. */
const MILLISECONDS_A_FRAME = 16;
/** The curves of a long run keep at most so many points; then every other one goes. */
const MOST_KEPT = 1200;
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

export type TrainingOptions<S extends ParamSpecs, Snapshot, Kept> = {
  /** The command that starts a run with these knobs. */
  readonly start: (run: number, values: ParamValues<S>) => Wish;
  /** This widget's snapshot out of a report. */
  readonly pick: (report: SnapshotReport) => Snapshot | undefined;
  readonly metricsOf: (snapshot: Snapshot, stepsPerSecond: number) => Metrics;
  /** What is kept of every snapshot for the curves; the pictures in it are not. */
  readonly keep: (snapshot: Snapshot) => Kept;
  /** Milliseconds of steps between two snapshots, where the usual 160 are too many or too few. */
  readonly pace?: number;
};

export type Training<Snapshot, Kept> = {
  readonly snapshot: ReadonlySignal<Snapshot | undefined>;
  /** What was kept of each snapshot of this run, oldest first. */
  readonly history: ReadonlySignal<readonly Kept[]>;
  /** The number of the figure's own run among the records. */
  readonly current: ReadonlySignal<number>;
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
  /**
   * Lets one player of a game take a step alone. The run is then off the path that its seed names: until it seeks a step
   * or starts anew it leaves no record, and history follows it aside.
   */
  move(player: Player): void;
  /** Back to step 0 with the same knobs. */
  restart(): void;
  /** Runs each setting in turn for `steps` steps, leaving a record each. */
  sweep(settings: readonly AnyValues[], steps: number): void;
  clearRecords(): void;
  takeFiles(files: readonly DataFile[]): void;
  /** Trains on something else from now on: a fresh worker, and the run from its beginning. */
  trainOn(executor: ExecutorName): void;
  close(): void;
};

/** Keeps what is known of each step once, in the order of the steps: a run that went back comes by the same ones again. */
function inOrder<Kept extends Pick<Standing, 'step'>>(known: readonly Kept[], now: Kept): readonly Kept[] {
  if ((known.at(-1)?.step ?? -1) < now.step) return [...thinned(known), now];
  if (known.some(({ step }) => step === now.step)) return known;
  return [...known, now].sort((a, b) => a.step - b.step);
}

const thinned = <Kept>(known: readonly Kept[]): readonly Kept[] =>
  known.length < MOST_KEPT ? known : known.filter((_, at) => at % 2 === 0);

/** A run that begins with a state out of a file, until it stands. */
type Arriving<Values> = {
  readonly run: number;
  readonly values: Values;
  readonly from: TrainedState;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
  /** What was said of what computes it. */
  readonly said: Report[];
};

let lastRun = 0;
/** A number that no run on this page has had. */
export const nextRun = (): number => ++lastRun;

/**
 * Conducts one figure's runs: idle → loading → running ⇄ paused → done, or failed with a sentence.
 * A knob that changes starts the run anew, so that the same link always shows the same figure.
 */
export function createTraining<S extends ParamSpecs, Snapshot extends Standing, Kept extends Pick<Standing, 'step'>>(
  state: WidgetState<S>,
  { start, pick, metricsOf, keep, pace = MILLISECONDS_A_QUESTION }: TrainingOptions<S, Snapshot, Kept>,
): Training<Snapshot, Kept> {
  const longest = state.meta.longest ?? MAX_STEP;
  const snapshot = signal<Snapshot | undefined>(undefined);
  const history = signal<readonly Kept[]>([]);
  const records = signal<readonly RunRecord[]>([]);
  const progress = signal<Progress | undefined>(undefined);
  const why = signal('');
  const sweeping = signal<{ at: number; of: number } | undefined>(undefined);
  const current = signal(0);
  const reached = signal(0);
  const keepsPast = signal(false);
  let sought: number | Player | undefined;
  /** What is known of the path that the seed names, while moves by hand have led off it. */
  let path: readonly Kept[] | undefined;
  let client: Client | undefined;
  let run = 0;
  let playing = false;
  let waiting = false;
  let stepsAQuestion = 1;
  let goal = longest;
  let speed = 0;
  let plan: Sweep | undefined;
  let lanesOpen = false;
  let revived = false;
  /** The step at which the worker's run stands; while it is replayed the figure shows the step it is to come to. */
  let standing = 0;
  let replayTo: number | undefined;
  /** Whether the worker was last heard of as silent: it may be stuck, so nothing new is asked of it. */
  let silent = false;
  const said = runNotices(state.notices);
  /** What the run began with, if that came out of a file; and what is to take its place, once it stands. */
  let origin: TrainedState | undefined;
  let arriving: Arriving<ParamValues<S>> | undefined;
  let taking: PromiseWithResolvers<TrainedState> | undefined;
  /** The knobs as this conductor knows them: a change that it made itself starts nothing. */
  let known = state.values.peek();

  const wished = (number: number, values: ParamValues<S>): Start => ({
    ...start(number, values),
    executor: state.executor.peek(),
    verdicts: verdicts(),
  });

  const setQuietly = (patch: AnyValues) => {
    // In one batch, so that those who watch the knobs see them only when they are known.
    batch(() => {
      state.set(patch);
      known = state.values.peek();
    });
  };

  const endSweep = () => {
    plan?.cancel();
    plan = undefined;
    sweeping.value = undefined;
  };

  const fail = (message: string) => {
    playing = false;
    waiting = false;
    batch(() => {
      endSweep();
      progress.value = undefined;
      state.status.value = 'failed';
      said.say(message);
    });
    discard();
  };

  /** Forgets the worker's side of the run; what the page shows stays. */
  const discard = () => {
    sought = undefined;
    replayTo = undefined;
    taking?.reject(new Error(words.overBeforeTaken));
    if (silent) dismiss();
    else if (run > 0) client?.send({ type: 'stop', run });
    run = 0;
  };

  const dismiss = () => {
    client?.close();
    client = undefined;
    silent = false;
  };

  const giveUp = () => {
    dismiss();
    listen({ type: 'dead', run, message: words.gaveUp });
  };

  const setOrigin = (from: TrainedState | undefined) => {
    origin = from;
    state.origin.value = from?.step;
  };

  const turnAway = (reason: string) => {
    if (!arriving) return;
    if (client) client.send({ type: 'stop', run: arriving.run });
    arriving.reject(new Error(reason));
    arriving = undefined;
    progress.value = undefined;
  };

  /** Of a state out of a file nothing is shown before its first snapshot is there. */
  const listenFor = (newcomer: Arriving<ParamValues<S>>, report: Report) => {
    if (isWaiting(report)) wait(report);
    else if (report.type === 'ready' || report.type === 'moved') newcomer.said.push(report);
    else if (report.type === 'failed') turnAway(report.message);
    else if (report.type === 'snapshot') welcome(newcomer, report);
  };

  const welcome = (newcomer: Arriving<ParamValues<S>>, report: SnapshotReport) => {
    arriving = undefined;
    batch(() => {
      clearTimeout(settle);
      pause();
      endSweep();
      said.over();
      revived = false;
      goal = longest;
      discard();
      setOrigin(newcomer.from);
      setQuietly(newcomer.values);
      adopt(newcomer.run);
      newcomer.said.forEach(listen);
      receive(report);
    });
    newcomer.resolve();
  };

  /** Makes a run that the worker knows, or is about to, the figure's own. */
  const adopt = (number: number) => {
    run = number;
    current.value = run;
    standing = origin?.step ?? 0;
    snapshot.value = undefined;
    history.value = [];
    path = undefined;
    reached.value = origin?.step ?? 0;
    state.report({}, 0);
  };

  const wait = (report: Parameters<typeof waitingFor>[1]) =>
    (progress.value = waitingFor(progress.peek(), report, giveUp));

  const listen = (report: Report) => {
    silent = report.type === 'silent';
    if (report.type === 'taken' || report.type === 'refused') return tell(report);
    if (report.type === 'dead') turnAway(report.message);
    else if (report.run === arriving?.run) return listenFor(arriving, report);
    if (report.run !== run && report.type !== 'dead') return;
    switch (report.type) {
      case 'progress':
      case 'alive':
      case 'silent':
        wait(report);
        return;
      case 'ready':
        state.backend.value = report.backend;
        why.value = report.why;
        keepsPast.value = report.keepsPast;
        if (report.verdict) rememberVerdict(report.verdict);
        // Runs on one GPU only wait for each other.
        if (report.keepsPast && !['webgpu', 'tfjs-webgpu', 'webgl'].includes(report.backend)) openLanes();
        return;
      case 'moved':
        state.backend.value = report.backend;
        why.value = report.why;
        said.say(report.message, 'passing');
        return;
      case 'snapshot':
        return receive(report);
      case 'state':
        return hand(report.state);
      case 'failed':
        dismiss();
        return fail(report.message);
      case 'dead':
        client = undefined;
        return run > 0 ? revive(report.message) : undefined;
      default:
        report satisfies never;
    }
  };

  const hand = (taken: TrainedState | undefined) => {
    if (taken) taking?.resolve(taken);
    else taking?.reject(new Error(words.noState));
    taking = undefined;
  };

  /**
   * The same seed takes the same steps, so a run whose worker died is replayed to where it was, once. What the figure
   * shows stays until the replay is there, or for good if no new worker comes.
   */
  const revive = (reason: string) => {
    const step = snapshot.peek()?.step ?? 0;
    if (step === 0 || revived || plan) return fail(words.keeps(reason));
    revived = true;
    said.say(words.replays(reason, step), 'passing');
    records.value = records.value.filter((record) => record.run !== run);
    run = 0;
    open(step);
  };

  /** On the way of a replay only how far it is is shown. */
  const replayOn = (step: number, milliseconds: number) => {
    if (step > standing) learnSpeed(step - standing, milliseconds);
    standing = step;
    waiting = false;
    const to = replayTo ?? step;
    progress.value = { what: words.replaying(to), share: step / to };
    askSoon(milliseconds);
  };

  const tell = (report: Extract<Report, { type: 'taken' | 'refused' }>) => {
    if (report.type === 'taken') {
      setQuietly({ data: 'mnist' });
      restart(true);
    }
    said.say(report.message);
  };

  const receive = (report: SnapshotReport) => {
    const now = pick(report);
    if (!now) return;
    if (replayTo !== undefined && now.step < replayTo && now.lostAt === undefined)
      return replayOn(now.step, report.milliseconds);
    replayTo = undefined;
    const steps = now.step - standing;
    if (playing && steps > 0) learnSpeed(steps, report.milliseconds);
    standing = now.step;
    waiting = false;
    batch(() => {
      said.settle();
      current.value = run;
      progress.value = undefined;
      snapshot.value = now;
      const metrics = metricsOf(now, speed);
      state.report(metrics, now.step);
      if (now.byHand) stray(now);
      else mark(now, metrics);
      if (now.lostAt !== undefined) stumble(now.lostAt, now.step);
      else if (now.step >= goal) arrive();
      else state.status.value = playing ? 'running' : 'paused';
    });
    if (typeof sought === 'number') seek(sought);
    else if (sought) move(sought);
    else askSoon(report.milliseconds);
  };

  const askSoon = (milliseconds: number) => {
    if (milliseconds > MILLISECONDS_A_FRAME) ask();
    else requestAnimationFrame(ask);
  };

  /** The curves of a run off its path go on from where it left; those of the path are kept for the way back. */
  const stray = (now: Snapshot) => {
    if (path === undefined) {
      path = history.peek();
      history.value = path.filter(({ step }) => step <= now.step);
    }
    history.value = inOrder(history.value, keep(now));
  };

  /** Leaves the marks of a snapshot of the seeded path: its place in the curves, the furthest step, its record. */
  const mark = (now: Snapshot, metrics: Metrics) => {
    history.value = inOrder(path ?? history.value, keep(now));
    path = undefined;
    reached.value = Math.max(reached.value, now.step);
    remember({ run, values: { ...(state.values.peek() as AnyValues) }, metrics, step: now.step });
  };

  const learnSpeed = (steps: number, milliseconds: number) => {
    const now = (1000 * steps) / Math.max(milliseconds, 0.01);
    speed = speed === 0 ? now : 0.7 * speed + 0.3 * now;
    stepsAQuestion = Math.min(MOST_STEPS_A_QUESTION, Math.max(1, Math.round((speed * pace) / 1000)));
  };

  const remember = (record: RunRecord) => {
    const others = records.value.filter((old) => old.run !== record.run);
    records.value = [...others, ...(record.step > 0 ? [record] : [])];
  };

  const arrive = () => {
    playing = false;
    if (!plan) {
      state.status.value = goal >= longest ? 'done' : 'paused';
      goal = longest;
      return;
    }
    const sweep = plan;
    sweep.finish();
    const next = sweep.take();
    if (next) begin(next);
  };

  /** Numbers were lost and the run is back where they were good: it stops there, and can be asked to go on. */
  const stumble = (lostAt: number, step: number) => {
    said.say(blame(state.meta.params, state.values.peek(), lostAt, step));
    if (plan) return arrive();
    playing = false;
    goal = longest;
    state.status.value = 'failed';
  };

  /** After each setting of a sweep, in whichever worker it ran. */
  const sweepMoved = () => {
    if (!plan) return;
    if (plan.done() < plan.of) {
      sweeping.value = { at: plan.done(), of: plan.of };
      return;
    }
    endSweep();
    goal = longest;
    state.status.value = 'paused';
  };

  /** The other cores take settings too, once it is known that small steps of our own run here. */
  const openLanes = () => {
    const lanes = Math.min(plan?.of ?? 0, navigator.hardwareConcurrency) - 1;
    if (!plan || lanesOpen) return;
    lanesOpen = true;
    const valuesOf = (setting: AnyValues) => fill(state.meta.params, setting, state.values.peek()).values;
    for (let lane = 0; lane < lanes; lane++)
      plan.openLane({
        start: (setting) => wished(nextRun(), valuesOf(setting)),
        onDone: (report, setting) => {
          const last = pick(report);
          if (last)
            remember({
              run: report.run,
              values: { ...(valuesOf(setting) as AnyValues) },
              metrics: metricsOf(last, 0),
              step: last.step,
            });
        },
        onFailed: (message) => said.say(message),
      });
  };

  const ask = () => {
    const to = replayTo ?? goal;
    const rests = !playing && replayTo === undefined;
    if (rests || waiting || run === 0 || !state.inSight.peek() || standing >= to) return;
    waiting = true;
    // A game that left its path by moves by hand is put back on it: only there its steps leave marks, and have a link.
    if (snapshot.peek()?.byHand && keepsPast.peek()) client?.send({ type: 'seek', run, step: onPath() });
    else client?.send({ type: 'ask', run, steps: Math.min(stepsAQuestion, to - standing) });
  };

  const onPath = () => Math.min(standing, reached.peek());

  /**
   * Opens a fresh run with the knobs as they stand; its first report is the snapshot of step 0. Nothing is shown of one
   * that is to replay another, until it is at step `replay`.
   */
  const open = (replay?: number) => {
    discard();
    client ??= openWorker(listen);
    waiting = true;
    batch(() => {
      if (replay === undefined) adopt(nextRun());
      else [run, standing] = [nextRun(), origin?.step ?? 0];
      replayTo = replay;
      state.status.value = 'loading';
      progress.value = { what: words.starting };
    });
    client.send({ ...wished(run, state.values.peek()), ...(origin && { from: origin }) });
  };

  /** From the seed again. In one batch: what a state out of a file has reached never counts as the seed's. */
  const openAfresh = () =>
    batch(() => {
      setOrigin(undefined);
      open();
    });

  const begin = (setting: AnyValues) => {
    setQuietly(setting);
    goal = plan?.steps ?? longest;
    playing = true;
    openAfresh();
  };

  const seek = (step: number) => {
    pause();
    sought = undefined;
    const now = snapshot.peek();
    if (run === 0 || (step === now?.step && !now.byHand)) return;
    // Newest wins: while one question is in flight only the last wish is kept.
    if (waiting || replayTo !== undefined) sought = step;
    else {
      waiting = true;
      client?.send({ type: 'seek', run, step: Math.max(origin?.step ?? 0, Math.min(step, reached.peek())) });
    }
  };

  const move = (player: Player) => {
    pause();
    sought = undefined;
    if (run === 0) open();
    if (waiting || replayTo !== undefined) sought = player;
    else {
      waiting = true;
      client?.send({ type: 'move', run, player });
    }
  };

  const play = (until = longest) => {
    if (!plan) goal = until;
    said.over();
    playing = true;
    if (run === 0) return open();
    if (replayTo === undefined) state.status.value = 'running';
    ask();
  };

  const pause = () => {
    playing = false;
    if (state.status.peek() === 'running') state.status.value = 'paused';
  };

  const restart = (keepPlaying = false) => {
    const again = keepPlaying && playing;
    said.over();
    revived = false;
    endSweep();
    turnAway(words.begunAnew);
    goal = longest;
    playing = again;
    if (again) return openAfresh();
    discard();
    waiting = false;
    batch(() => {
      setOrigin(undefined);
      snapshot.value = undefined;
      history.value = [];
      path = undefined;
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
    const turned = changed(state.meta.params, values, known);
    known = values;
    if (turned.every((name) => state.meta.params[name]?.looks)) return;
    untracked(() => {
      clearTimeout(settle);
      turnAway(words.knobTurned);
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
    if (waiting || replayTo !== undefined) return;
    waiting = true;
    goal = longest;
    client?.send({ type: 'ask', run, steps: 1 });
  };
  const takeOut = () => {
    pause();
    const { byHand = 0 } = snapshot.peek() ?? {};
    taking?.reject(new Error(words.askedAgain));
    taking = Promise.withResolvers();
    const { promise } = taking;
    if (run === 0 || !snapshot.peek()) taking.reject(new Error(words.nothingTrained));
    else if (replayTo !== undefined) taking.reject(new Error(words.isReplayed));
    else if (byHand > 0) taking.reject(new Error(words.offPath));
    else if (!keepsPast.peek()) taking.reject(new Error(words.noState));
    else client?.send({ type: 'take out', run });
    return promise;
  };

  const putIn = (values: AnyValues, from: TrainedState) => {
    pause();
    turnAway(words.otherOpened);
    client ??= openWorker(listen);
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const knobs = fill(state.meta.params, values, state.values.peek()).values;
    arriving = { run: nextRun(), values: knobs, from, resolve: () => resolve(undefined), reject, said: [] };
    client.send({ ...wished(arriving.run, knobs), from });
    return promise;
  };
  state.controls.value = { play, pause, stepOnce, restart: () => restart(), takeOut, putIn };
  if (state.link.step !== undefined && state.link.step > 0) play(state.link.step);
  else if (state.link.play) play();

  return {
    snapshot,
    history,
    records,
    progress,
    why,
    sweeping,
    current,
    reached,
    keepsPast,
    seek,
    play,
    pause,
    stepOnce,
    move,
    restart: () => restart(),
    sweep(settings, steps) {
      endSweep();
      said.over();
      turnAway(words.sweepBegun);
      plan = sweepOf(settings, steps, sweepMoved);
      lanesOpen = false;
      sweeping.value = { at: 0, of: plan.of };
      const first = plan.take();
      if (first) begin(first);
    },
    clearRecords() {
      records.value = records.value.filter((record) => record.run === run);
    },
    trainOn(executor) {
      state.executor.value = executor;
      rememberExecutor(executor);
      dismiss();
      run = 0;
      speed = 0;
      stepsAQuestion = 1;
      restart(true);
    },
    takeFiles(files) {
      client ??= openWorker(listen);
      client.send({ type: 'take', run, files });
    },
    close() {
      clearTimeout(settle);
      plan?.cancel();
      turnAway(words.closed);
      discard();
      stopWatchingKnobs();
      stopWatchingSight();
      dismiss();
    },
  };
}
