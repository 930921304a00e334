import { signal, type ReadonlySignal } from '@preact/signals';
import type { AnyValues } from '../params.ts';
import { sweepOf, type Lane, type Sweep } from '../sweep.ts';

/** The sweep under way, if there is one: which of its settings are done, and who takes the next. */
export type Sweeping = {
  /** The number of settings done, and of all settings; undefined outside a sweep. */
  readonly progress: ReadonlySignal<{ readonly at: number; readonly of: number } | undefined>;
  readonly isOn: () => boolean;
  /** The step to which each setting runs, in a sweep. */
  readonly steps: () => number | undefined;
  /** Begins a sweep in place of the one before; gives its first setting. */
  begin(settings: readonly AnyValues[], steps: number): AnyValues | undefined;
  /** The figure's own run is done with its setting; gives the next one that nobody runs yet. */
  next(): AnyValues | undefined;
  /** The other cores take settings too, once in a sweep. */
  openLanes(lane: Lane): void;
  /** Ends it here; what is not done yet is left out. */
  end(): void;
};

/** `onOver` is called when all settings are done, in whichever worker they ran. */
export function sweepingThen(onOver: () => void): Sweeping {
  const progress = signal<{ readonly at: number; readonly of: number } | undefined>(undefined);
  let sweep: Sweep | undefined;
  let lanesOpen = false;
  const end = () => {
    sweep?.cancel();
    sweep = undefined;
    progress.value = undefined;
  };
  const moved = () => {
    if (!sweep) return;
    if (sweep.done() < sweep.of) {
      progress.value = { at: sweep.done(), of: sweep.of };
      return;
    }
    end();
    onOver();
  };
  return {
    progress,
    isOn: () => sweep !== undefined,
    steps: () => sweep?.steps,
    begin(settings, steps) {
      end();
      sweep = sweepOf(settings, steps, moved);
      lanesOpen = false;
      progress.value = { at: 0, of: sweep.of };
      return sweep.take();
    },
    next() {
      const now = sweep;
      now?.finish();
      return now?.take();
    },
    openLanes(lane) {
      if (!sweep || lanesOpen) return;
      lanesOpen = true;
      // One core is the figure's own.
      const lanes = Math.min(sweep.of, navigator.hardwareConcurrency) - 1;
      for (let at = 0; at < lanes; at++) sweep.openLane(lane);
    },
    end,
  };
}
