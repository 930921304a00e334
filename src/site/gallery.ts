import { metaOf, widgetIds } from './widgets.ts';

/** A lecture as the gallery needs it: with the source of its text, which says in which order its figures come. */
export type LectureSource = {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly body: string;
};

/** The figures of a lecture in the order of its text; one that the text does not place comes last. */
export function figuresOf({ id, body }: LectureSource): readonly string[] {
  const placed = [...body.matchAll(/<Widget\s[^>]*?\bid="([\w-]+)"/g)].map(([, widget = '']) => widget);
  const own = widgetIds.filter((widget) => metaOf(widget).lecture === id);
  return [...new Set([...placed.filter((widget) => own.includes(widget)), ...own])];
}
