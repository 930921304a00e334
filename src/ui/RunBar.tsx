import { useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { ParamSpecs } from '#src/run/params.ts';
import type { Progress } from '#src/run/waiting.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { amount } from './amount.ts';
import { runBar as words } from '#src/run/words/figure.ts';

/** What the bar needs to know of a run; `run/training.ts` gives it. */
export type RunControls = {
  readonly progress: ReadonlySignal<Progress | undefined>;
  readonly sweeping: ReadonlySignal<{ readonly at: number; readonly of: number } | undefined>;
  readonly reached: ReadonlySignal<number>;
  /** Moves that no step counts, and whether they follow each other by themselves; in a figure that has such moves. */
  readonly byHand?: ReadonlySignal<number>;
  readonly slow?: ReadonlySignal<boolean>;
  play(): void;
  pause(): void;
  stepOnce(): void;
  restart(): void;
  seek(step: number): void;
};

type Props<S extends ParamSpecs> = {
  state: WidgetState<S>;
  run: RunControls;
  /** A sentence for screen readers, announced at regular intervals of steps. */
  milestone: (step: number) => string;
  children?: ComponentChildren;
};

const MILESTONE_STEPS = 250;
/** A sentence takes some seconds to say; a fast run would pass many milestones in that time. */
const MILESTONE_MILLISECONDS = 5000;

/** Run or pause, one step, reset; step count and steps a second; a progress line while something is prepared. */
export function RunBar<S extends ParamSpecs>({ state, run, milestone, children }: Props<S>) {
  const running = state.status.value === 'running' || state.status.value === 'loading';
  const byHand = run.byHand?.value ?? 0;
  const progress = run.progress.value;
  const sweep = run.sweeping.value;
  const began = state.origin.value ?? 0;
  return (
    <div class="run-bar">
      {state.link.only !== 'plot' && (
        <div class="buttons" role="group" aria-label={words.group}>
          <button type="button" class="primary" data-action="run" onClick={() => (running ? run.pause() : run.play())}>
            {running ? words.pause : words.run}
          </button>
          <button type="button" data-action="step" disabled={running} onClick={() => run.stepOnce()}>
            {words.step}
          </button>
          <button type="button" data-action="reset" onClick={() => run.restart()}>
            {words.reset}
          </button>
          {children}
        </div>
      )}
      <p class="run-status">
        <span>
          <span>{words.at}</span>{' '}
          <output translate={false} data-run="step">
            {state.step.value}
          </output>
          {byHand > 0 && <span> {words.byHand(byHand)}</span>}
          {run.slow?.value && <span>, {words.slow}</span>}
        </span>
        <span>
          <output
            translate={false}
            data-metric="steps-per-second"
            data-value={String(Number((state.metrics.value['steps-per-second'] ?? 0).toFixed(2)))}
          >
            {amount(state.metrics.value['steps-per-second'], 0)}
          </output>{' '}
          <span>{words.pace}</span>
        </span>
        {state.origin.value !== undefined && <span>{words.began(began)}</span>}
        {sweep && <span>{words.which(sweep.at + 1, sweep.of)}</span>}
      </p>
      {progress && <Waiting progress={progress} />}
      {run.reached.value > began && (
        <label class="past">
          {words.goBack}
          <input
            type="range"
            data-action="seek"
            min={began}
            max={run.reached.value}
            step={1}
            value={state.step.value}
            aria-label={words.goBackTo}
            onInput={(event) => run.seek(event.currentTarget.valueAsNumber)}
          />
        </label>
      )}
      <Milestones state={state} milestone={milestone} />
    </div>
  );
}

/** What is waited for, how far it is, and a way out of a wait that may be in vain. */
function Waiting({ progress: { what, share, bytes, giveUp } }: { progress: Progress }) {
  return (
    <>
      <label class="progress">
        {bytes ? `${what}, ${words.fetched(bytes)}` : what} <progress value={share} max={1} />
      </label>
      {giveUp && (
        <button type="button" class="quiet" data-action="give-up" onClick={giveUp}>
          {words.giveUp}
        </button>
      )}
    </>
  );
}

/** Screen readers hear milestones and changes of status, never every frame. */
function Milestones<S extends ParamSpecs>({ state, milestone }: Pick<Props<S>, 'state' | 'milestone'>) {
  const said = useSignal('');
  const last = useSignal({ passed: 0, at: -Infinity });
  useSignalEffect(() => {
    const step = state.step.value;
    const passed = Math.floor(step / MILESTONE_STEPS);
    const early = passed === last.peek().passed || performance.now() - last.peek().at < MILESTONE_MILLISECONDS;
    if (early && state.status.value === 'running') return;
    last.value = { passed, at: performance.now() };
    if (step > 0) said.value = milestone(step);
  });
  return (
    <p class="for-ears" aria-live="polite">
      {said.value}
    </p>
  );
}
