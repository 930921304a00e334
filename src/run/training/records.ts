import { signal, type ReadonlySignal } from '@preact/signals';
import type { AnyValues } from '../params.ts';
import type { Metrics } from '../widget-state.ts';

/** Where a run stood when the next one began, kept until cleared. */
export type RunRecord = {
  readonly run: number;
  readonly values: AnyValues;
  readonly metrics: Metrics;
  readonly step: number;
};

/** The records with that of one run brought up to date and last; a run at step 0 leaves none. */
export function withRecord(records: readonly RunRecord[], record: RunRecord): readonly RunRecord[] {
  const others = records.filter(({ run }) => run !== record.run);
  return record.step > 0 ? [...others, record] : others;
}

export type Records = {
  readonly all: ReadonlySignal<readonly RunRecord[]>;
  keep(record: RunRecord): void;
  /** Drops the record of one run. */
  drop(run: number): void;
  /** Drops all but that of one run. */
  dropOthers(run: number): void;
};

export function recordsOf(): Records {
  const all = signal<readonly RunRecord[]>([]);
  const keepWhere = (isKept: (record: RunRecord) => boolean) => void (all.value = all.value.filter(isKept));
  return {
    all,
    keep: (record) => void (all.value = withRecord(all.value, record)),
    drop: (run) => keepWhere((record) => record.run !== run),
    dropOthers: (run) => keepWhere((record) => record.run === run),
  };
}
