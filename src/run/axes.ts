import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';

export type Extent = readonly [low: number, high: number];
export type Extents = Readonly<Record<string, Extent>>;
/** What each of the runs side by side needs of the axes they share, by run. */
export type SharedAxes = Signal<Readonly<Record<string, ReadonlySignal<Extents>>>>;

const union = (a: Extent | undefined, b: Extent): Extent => (a ? [Math.min(a[0], b[0]), Math.max(a[1], b[1])] : b);

/**
 * Axes that two runs side by side have in common: each says what its own curves need, and both draw over the union.
 * Returns that union by axis, and the way to leave.
 */
export function joinAxes(
  { id, axes }: { readonly id: string; readonly axes: SharedAxes },
  own: ReadonlySignal<Extents>,
): { readonly shared: ReadonlySignal<Extents>; readonly leave: () => void } {
  axes.value = { ...axes.peek(), [id]: own };
  const shared = computed(() => {
    const together: Record<string, Extent> = {};
    for (const { value } of Object.values(axes.value))
      for (const [axis, extent] of Object.entries(value)) together[axis] = union(together[axis], extent);
    return together;
  });
  const leave = () => {
    axes.value = Object.fromEntries(Object.entries(axes.peek()).filter(([name]) => name !== id));
  };
  return { shared, leave };
}

/**
 * The same for pictures whose axes are known only when they are drawn: each calls `fit` with the extent it needs and gets the
 * extent to show. `fit` reads signals, so a drawing that calls it is made again when another run needs more.
 */
export function axesToFit(state: { readonly id: string; readonly axes: SharedAxes }): {
  readonly fit: (axis: string, own: Extent) => [number, number];
  readonly leave: () => void;
} {
  const needed = signal<Extents>({});
  const { leave } = joinAxes(state, needed);
  const fit = (axis: string, own: Extent): [number, number] => {
    const before = needed.peek()[axis];
    if (before?.[0] !== own[0] || before[1] !== own[1]) needed.value = { ...needed.peek(), [axis]: own };
    const others = Object.entries(state.axes.value).filter(([id]) => id !== state.id);
    const [low, high] = others.reduce((all, [, { value }]) => union(value[axis], all), own);
    return [low, high];
  };
  return { fit, leave };
}
