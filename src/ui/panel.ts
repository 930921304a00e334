/** What a panel under a figure is given. */
import type { Whereabouts } from '#src/run/figure-link.ts';
import type { WidgetState } from '#src/run/widget-state.ts';

export type SourceFile = { readonly name: string; readonly about: string; readonly text: string };
/** Programs that show the model whole, and the knobs that those in Python take as flags. */
export type Code = { readonly files: readonly SourceFile[]; readonly flags: readonly string[] };

export type PanelProps = {
  state: WidgetState;
  whereabouts: Whereabouts;
  /** Fetches the programs that show the model; absent where there are none. */
  code?: (() => Promise<Code>) | undefined;
  /** The title of another figure of the site, by its id; nothing where there is no such figure. */
  titleOf: (id: string) => Promise<string | undefined>;
};
