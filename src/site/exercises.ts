export type ExerciseEntry = {
  readonly id: string;
  readonly title: string;
  readonly widget?: string;
  /** Whether the page ticks it by the figure's numbers. */
  readonly ticksItself: boolean;
};

/** The exercises in a lecture's source, in the order of its text. */
export function exercisesIn(body: string): readonly ExerciseEntry[] {
  const text = body.replace(/\{\/\*[\s\S]*?\*\/\}/g, '');
  return [...text.matchAll(/<Exercise\s+([^>]*?)(?:goal=\{|>)/g)].map(([tag, attributes = '']) => {
    const of = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
    const widget = of('widget');
    return {
      id: of('id') ?? '',
      title: of('title') ?? '',
      ...(widget !== undefined && { widget }),
      ticksItself: tag.endsWith('goal={'),
    };
  });
}
