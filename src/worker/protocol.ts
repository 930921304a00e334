import type { Player, TrainedState } from '#src/engine/experiment.ts';
import type { Config, Kind, Snapshot, Source } from '#src/models/registry.ts';

/** The wall between the page and training: everything that crosses it, both ways. */

export type DataFile = { readonly name: string; readonly bytes: Uint8Array };

/** What the reader wants to train on; `auto` leaves it to the worker. The last four are TensorFlow.js on its backends. */
export type ExecutorName = 'auto' | 'webgpu' | 'simd' | 'reference' | 'tfjs-webgpu' | 'webgl' | 'wasm' | 'cpu';

/** What a short race found for networks of about one size, in steps a second; 0 where it could not run. */
export type Verdict = { readonly size: string; readonly webgpu: number; readonly simd: number };

/** What a widget says of a run it wants. */
export type WishOf<K extends Kind> = {
  readonly [P in K]: {
    readonly type: 'start';
    readonly run: number;
    readonly kind: P;
    readonly config: Config<P>;
    readonly data: Source<P>;
  };
}[K];
export type Wish = WishOf<Kind>;

export type StartOf<K extends Kind> = WishOf<K> & {
  readonly executor: ExecutorName;
  /** What earlier races found, so that none is held twice. */
  readonly verdicts: readonly Verdict[];
  /** The state that it goes on from, where not from its beginning. */
  readonly from?: TrainedState;
};
export type Start = StartOf<Kind>;

export type Command =
  | Start
  /** Train that many steps more and report the snapshot. One question in flight a run. */
  | { readonly type: 'ask'; readonly run: number; readonly steps: number }
  /** Be at that step, backwards as well as on, and report the snapshot. */
  | { readonly type: 'seek'; readonly run: number; readonly step: number }
  /** Let one player of a game take a step alone, and report the snapshot. */
  | { readonly type: 'move'; readonly run: number; readonly player: Player }
  /** Hand out the trained state. */
  | { readonly type: 'take out'; readonly run: number }
  /** Give everything of this run back. */
  | { readonly type: 'stop'; readonly run: number }
  /** Files the reader dropped, to stand in for MNIST from now on. */
  | { readonly type: 'take'; readonly run: number; readonly files: readonly DataFile[] };

/** A snapshot with the name of the kind of model that it belongs to. */
export type ShownOf<K extends Kind> = { readonly [P in K]: { readonly kind: P; readonly snapshot: Snapshot<P> } }[K];
export type Shown = ShownOf<Kind>;

export type SnapshotReport = Shown & {
  readonly type: 'snapshot';
  readonly run: number;
  /** Time the steps took in the worker, in milliseconds, without the snapshot's own evaluation where that is known. */
  readonly milliseconds: number;
};

export type Report =
  | SnapshotReport
  /** The trained state that was asked for; none where a game is off the path that its step names. */
  | { readonly type: 'state'; readonly run: number; readonly state: TrainedState | undefined }
  | { readonly type: 'progress'; readonly run: number; readonly what: string; readonly share: number }
  /** A sign of life while something is fetched or waited for: bytes that came since the run was asked for. */
  | { readonly type: 'alive'; readonly run: number; readonly bytes: number }
  /** Nothing was heard for so long, in seconds awake; the worker may be busy, or lost. */
  | { readonly type: 'silent'; readonly run: number; readonly seconds: number }
  | {
      readonly type: 'ready';
      readonly run: number;
      readonly backend: string;
      readonly why: string;
      /** What a race has just found. */ readonly verdict?: Verdict;
    }
  /** What computed has failed, and something else goes on from where it was. */
  | {
      readonly type: 'moved';
      readonly run: number;
      readonly backend: string;
      readonly why: string;
      readonly message: string;
    }
  /** The worker itself is gone: it could not start, or crashed. */
  | { readonly type: 'dead'; readonly run: number; readonly message: string }
  | { readonly type: 'failed'; readonly run: number; readonly message: string }
  | { readonly type: 'taken'; readonly run: number; readonly message: string }
  | { readonly type: 'refused'; readonly run: number; readonly message: string };
