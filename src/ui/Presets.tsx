import type { ParamSpecs } from '#src/run/params.ts';
import { turnTo } from '#src/run/preset.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { presets as words } from '#src/run/words/figure.ts';

/** “Try” buttons: each sets the knobs it names and leaves the author's values for the rest; what has to train for it, trains. */
export function Presets<S extends ParamSpecs>({ state }: { state: WidgetState<S> }) {
  if (state.link.only === 'plot') return null;
  return (
    <div class="presets" role="group" aria-label={words.group}>
      <span aria-hidden="true">{words.before}</span>
      {Object.entries(state.meta.presets).map(([name, preset]) => (
        <button key={name} type="button" class="quiet" data-preset={name} onClick={() => turnTo(state, preset.set)}>
          {preset.label}
        </button>
      ))}
    </div>
  );
}
