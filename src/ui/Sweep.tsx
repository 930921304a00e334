import type { ReadonlySignal } from '@preact/signals';
import type { AnyValues } from '#src/run/params.ts';
import { sweep as words } from '#src/run/words/figure.ts';

type Props = {
  run: {
    readonly records: ReadonlySignal<readonly unknown[]>;
    sweep(settings: readonly AnyValues[], steps: number): void;
    clearRecords(): void;
  };
  /** The letter of the knob that is swept. */
  of: string;
  settings: readonly AnyValues[];
  /** How long each is trained. */
  steps: number;
};

/** A run for each of some settings, and a way to be rid of their points. */
export function Sweep({ run, of, settings, steps }: Props) {
  return (
    <>
      <button type="button" data-action="sweep" onClick={() => run.sweep(settings, steps)}>
        {words.begin(of)}
      </button>
      <button
        type="button"
        data-action="clear"
        disabled={run.records.value.length < 2}
        onClick={() => run.clearRecords()}
      >
        {words.clear}
      </button>
    </>
  );
}
