import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { beginning as words } from '#src/run/words/figure.ts';

/** Says that what is seen was trained beforehand. Its line is kept afterwards, so that nothing moves when a run begins. */
export function Beginning<S extends ParamSpecs>({ state }: { state: WidgetState<S> }) {
  const now = state.beginning.value;
  if (!state.recording) return null;
  return (
    <p class="beginning" data-shown={now && (now.alike ? 'alike' : 'otherwise')}>
      {now && (now.alike ? words.alike(now.steps) : words.otherwise)}
    </p>
  );
}
