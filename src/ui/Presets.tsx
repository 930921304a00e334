import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';

/** “Try” buttons: each sets the knobs it names and leaves the author's values for the rest. */
export function Presets<S extends ParamSpecs>({ state }: { state: WidgetState<S> }) {
  if (state.link.only === 'plot') return null;
  return (
    <div class="presets" role="group" aria-label="Settings to try">
      <span aria-hidden="true">Try</span>
      {Object.entries(state.meta.presets).map(([name, preset]) => (
        <button
          key={name}
          type="button"
          class="quiet"
          data-preset={name}
          onClick={() => state.set({ ...state.base, ...preset.set })}
        >
          {preset.label}
        </button>
      ))}
    </div>
  );
}
