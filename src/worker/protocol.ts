import type { Configs, Kind, Snapshots } from '#src/engine/experiments/index.ts';

/** The wall between the page and training: everything that crosses it, both ways. */

export type DataName = 'digits' | 'mnist';
export type DataFile = { readonly name: string; readonly bytes: Uint8Array };

export type Start = {
  readonly [K in Kind]: {
    readonly type: 'start';
    readonly run: number;
    readonly kind: K;
    readonly config: Configs[K];
    readonly data: DataName;
  };
}[Kind];

export type Command =
  | Start
  /** Train that many steps more and report the snapshot. One question in flight a run. */
  | { readonly type: 'ask'; readonly run: number; readonly steps: number }
  /** Be at that step, backwards as well as on, and report the snapshot. */
  | { readonly type: 'seek'; readonly run: number; readonly step: number }
  /** Give everything of this run back. */
  | { readonly type: 'stop'; readonly run: number }
  /** Files the reader dropped, to stand in for MNIST from now on. */
  | { readonly type: 'take'; readonly run: number; readonly files: readonly DataFile[] };

export type SnapshotReport = {
  readonly [K in Kind]: {
    readonly type: 'snapshot';
    readonly run: number;
    readonly kind: K;
    readonly snapshot: Snapshots[K];
    /** Time the steps took in the worker, in milliseconds, without the snapshot's own evaluation where that is known. */
    readonly milliseconds: number;
  };
}[Kind];

export type Report =
  | SnapshotReport
  | { readonly type: 'progress'; readonly run: number; readonly what: string; readonly share: number }
  | {
      readonly type: 'ready';
      readonly run: number;
      readonly backend: string;
      readonly why: string;
      /** Whether it can go back. */ readonly keepsPast: boolean;
    }
  | { readonly type: 'failed'; readonly run: number; readonly message: string }
  | { readonly type: 'taken'; readonly run: number; readonly message: string }
  | { readonly type: 'refused'; readonly run: number; readonly message: string };
