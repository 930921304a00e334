import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { putAway } from '#src/run/words/figure.ts';

/** Sentences about what a link, a file or a run could not have, with a way to put them away. */
export function Notices<S extends ParamSpecs>({ state }: { state: WidgetState<S> }) {
  const notices = state.notices.value;
  return (
    <div class="notices" role="status">
      {notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
      {notices.length > 0 && (
        <button type="button" class="quiet" onClick={() => (state.notices.value = [])}>
          {putAway}
        </button>
      )}
    </div>
  );
}
