/**
 * Numbers that the prose states and a model can give: `$\num{kl-closed-form.kl; mu=1, sigma=0.5}{0.8181}$`. What stands in
 * the second braces is printed; before the site is built it is held against the metric at those settings.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WidgetMeta } from '#src/run/meta.ts';
import { fill } from '#src/run/params.ts';
import { amount } from '#src/ui/amount.ts';

export type Printed = {
  readonly widget: string;
  readonly metric: string;
  readonly set: Readonly<Record<string, string>>;
  /** What the metric is multiplied by before it is printed: 100 where a share stands as a percentage. */
  readonly times: number;
  readonly text: string;
};

const NUMBER = /\\num\{([^}]*)\}\{((?:[^{}]|\{[^{}]*\})*)\}/g;
const SOURCE = /^\s*([a-z][\w-]*)\.([a-z][\w-]*)\s*(?:;([^;]*))?(?:;\s*(?:×|\*)\s*([\d.]+))?\s*$/;

/** The printed numbers of one formula, or a sentence for one that does not say where it comes from. */
export function printedIn(tex: string): readonly (Printed | string)[] {
  return [...tex.matchAll(NUMBER)].map(([whole, source = '', text = '']) => {
    const [, widget, metric, settings = '', times = '1'] = SOURCE.exec(source) ?? [];
    if (widget === undefined || metric === undefined)
      return `“${whole}” does not say where its number comes from. Expected: \\num{figure.metric; knob=value, …}{number}.`;
    const pairs = settings.split(',').flatMap((pair) => {
      const [knob = '', value = ''] = pair.split('=').map((part) => part.trim());
      return knob === '' ? [] : [[knob, value] as const];
    });
    return { widget, metric, set: Object.fromEntries(pairs), times: Number(times), text };
  });
}

/** A number as TeX prints it, `1{,}234`, `-0.5`, `8\,\%`, in the letters of `amount`. */
const plain = (text: string) =>
  text
    .replace(/\{,\}|\\[,;!]|\\%|[\s\u2009\u202f]/g, '')
    .replace(/\\approx|~/g, '')
    .replace('-', '−');

/** A sentence if the model gives another number at the printed decimals. */
export function comparison({ text, times, widget, metric }: Printed, value: number): string | undefined {
  const written = plain(text);
  const digits = /\.(\d+)/.exec(written)?.[1]?.length ?? 0;
  const given = amount(value * times, digits);
  return given === written ? undefined : `${widget}.${metric} is printed as ${text}, but the model gives ${given}.`;
}

type Model = { readonly metricsOf?: (values: never) => Readonly<Record<string, number>> };

/** What is wrong with a printed number; nothing where the model gives it. */
export async function faultOf(printed: Printed, metas: ReadonlyMap<string, WidgetMeta>, root: string) {
  const { widget, metric, set } = printed;
  const meta = metas.get(widget);
  if (!meta) return `There is no widget “${widget}” to print a number of.`;
  if (!meta.metrics[metric]) return `${widget} has no metric “${metric}” to print.`;
  const { values, notices } = fill(meta.params, set);
  if (notices.length > 0) return notices.join(' ');
  const model = (await import(pathToFileURL(join(root, 'widgets', widget, 'model.ts')).href)) as Model;
  const value = model.metricsOf?.(values as never)[metric];
  return value === undefined ? `${widget} gives no numbers before it has trained.` : comparison(printed, value);
}
