import type { ParamSpecs } from '#src/run/params.ts';
import { turnTo } from '#src/run/preset.ts';
import { presetsIn, type WidgetState } from '#src/run/widget-state.ts';
import { presets as words } from '#src/run/words/figure.ts';

/** What fits in one row beside the pictures, in letters, and at most that many links; the others are behind “more”. */
const ROW = { letters: 84, links: 3 } as const;
/** What a gap between two links takes. */
const GAP = 4;

/** How many of these labels fit in a row: at least one. */
export function inOneRow(labels: readonly string[]): number {
  let letters = 0;
  const fits = labels.findIndex((label, at) => (letters += label.length + GAP) > ROW.letters || at >= ROW.links);
  return fits < 0 ? labels.length : Math.max(1, fits);
}

/** Links that each set the knobs they name and leave the author's values for the rest; what has to train for it, trains. */
export function Presets<S extends ParamSpecs>({ state }: { state: WidgetState<S> }) {
  if (state.link.only === 'plot') return null;
  const all = Object.keys(presetsIn(state));
  if (all.length === 0) return null;
  const fits = inOneRow(all.map((name) => state.meta.presets[name]?.label ?? ''));
  const more = all.slice(fits);
  const links = (names: readonly string[]) => names.map((name) => <PresetLink key={name} state={state} name={name} />);
  return (
    <div class="presets" role="group" aria-label={words.group}>
      <span aria-hidden="true">{words.before}</span>
      {links(all.slice(0, fits))}
      {more.length > 0 && (
        <details class="more">
          <summary>{words.more(more.length)}</summary>
          {links(more)}
        </details>
      )}
    </div>
  );
}

function PresetLink<S extends ParamSpecs>({ state, name }: { state: WidgetState<S>; name: string }) {
  const preset = state.meta.presets[name];
  return (
    <button type="button" class="link" data-preset={name} onClick={() => turnTo(state, preset?.set ?? {})}>
      {preset?.label}
    </button>
  );
}
