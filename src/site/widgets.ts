import type { View, WidgetMeta } from '#src/run/meta.ts';
import { fill, initialValues, type AnyValues } from '#src/run/params.ts';

/** The catalogue: a folder in `widgets/` is a widget, and nothing else has to be told. Used while the site is built. */

const metas = import.meta.glob<{ meta: WidgetMeta }>('/widgets/*/meta.ts', { eager: true });
const models = import.meta.glob<{ metricsOf?: (values: never) => Record<string, number> }>('/widgets/*/model.ts', {
  eager: true,
});

const codes = import.meta.glob('/widgets/*/code/sources.ts');

export const widgetIds = Object.keys(metas)
  .map((path) => path.split('/')[2] ?? '')
  .sort();

/** A widget's own description; a misspelt id stops the build with the list of the real ones. */
export function metaOf(id: string): WidgetMeta {
  const found = metas[`/widgets/${id}/meta.ts`];
  if (!found) throw new Error(`There is no widget “${id}”. The widgets are: ${widgetIds.join(', ')}.`);
  return found.meta;
}

/** A view of a widget; a name that it does not have stops the build with the list of those that it has. */
export function viewOf(id: string, name: string): View {
  const { views = {} } = metaOf(id);
  const found = Object.hasOwn(views, name) ? views[name] : undefined;
  if (!found)
    throw new Error(`${id} has no view “${name}”. Its views are: ${Object.keys(views).join(', ') || 'none'}.`);
  return found;
}

/** The values an author's `set` asks for; a knob that does not exist or a value out of range stops the build. */
export function valuesOf(id: string, set: Readonly<Record<string, unknown>> = {}): AnyValues {
  const { values, notices } = fill(metaOf(id).params, set);
  if (notices.length > 0) throw new Error(`The page places ${id} with a setting it cannot have. ${notices.join(' ')}`);
  return values;
}

/** The numbers of a widget that answers at once; none for one that has to train first. */
export function metricsAt(id: string, set: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, number>> {
  const model = models[`/widgets/${id}/model.ts`];
  return model?.metricsOf?.(valuesOf(id, set) as never) ?? {};
}

/** The decimals a metric is shown with; a name the widget does not have stops the build. */
export function metricSpec(id: string, metric: string) {
  const { metrics } = metaOf(id);
  const spec = metrics[metric];
  if (!spec) throw new Error(`${id} has no metric “${metric}”. Its metrics are: ${Object.keys(metrics).join(', ')}.`);
  return spec;
}

export const initialOf = (id: string): AnyValues => initialValues(metaOf(id).params);

const heights = import.meta.glob<Readonly<Record<string, number>>>('./heights/*.json', {
  eager: true,
  import: 'default',
});

/**
 * Rules that keep as much room for a figure as it takes once it is loaded, for each width of the window at which it was
 * measured (`npm run heights`); none for a figure that has not been measured yet.
 */
export const roomOf = (id: string): string =>
  Object.entries(heights[`./heights/${id}.json`] ?? {})
    .map(([width, height]) => `@media (min-width:${width}px){#${id}{--room:${height}px}}`)
    .join('');

/** Whether a widget shows the programs of its model. */
export const hasCode = (id: string): boolean => Object.hasOwn(codes, `/widgets/${id}/code/sources.ts`);
