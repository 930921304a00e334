/** What a drawn plot tells of itself: where its axes lie, and what stands at a place. The code that shows the plot reads it from here. */

/** An axis by its name, with pixels of the picture for a value on it and back. */
export type Axis = {
  readonly name: string;
  readonly toPixels: (value: number) => number;
  readonly toValue: (pixels: number) => number;
};

/** A place in the picture, in pixels from its upper left. */
export type Place = { readonly x: number; readonly y: number };

/**
 * What stands at a place. `along`: a curve, at the row nearest to the place along x; `near`: a point, the nearest in the
 * plane; `bar`: the bar that the place lies on; `field`: a quantity that has a value everywhere.
 */
export type Reading = {
  readonly kind: 'along' | 'near' | 'bar' | 'field';
  readonly name: string;
  /** What is printed behind the name: numbers of the data's own, by axis where there is more than one. */
  readonly values: readonly (readonly [axis: string, value: number | string])[];
  /** Where a dot marks it; of a bar its end. */
  readonly at: Place;
  /** How far it is from the place asked for: of those that are not curves the nearest is meant. */
  readonly far: number;
};

/** One thing that is drawn, asked for what it has at a place; nothing where it has nothing there. */
export type Series = (place: Place) => Reading | undefined;

export type Plate = {
  /** The frame in pixels of the picture. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
};

const plates = new WeakMap<Element, readonly Plate[]>();

/** The plots of a picture; none of one that has no axes. */
export const platesOf = (picture: Element): readonly Plate[] => plates.get(picture) ?? [];

/** Says which plots a picture has. Returns the picture. */
export function withPlates<Picture extends Element>(picture: Picture, its: readonly Plate[]): Picture {
  plates.set(picture, its);
  return picture;
}

/** The same plot, moved to the right by `across` pixels and down by `down`. */
export function movedBy({ box, x, y, series }: Plate, across: number, down: number): Plate {
  const moved = (axis: Axis, by: number): Axis => ({
    name: axis.name,
    toPixels: (value) => axis.toPixels(value) + by,
    toValue: (pixels) => axis.toValue(pixels - by),
  });
  return {
    box: { left: box.left + across, right: box.right + across, top: box.top + down, bottom: box.bottom + down },
    x: moved(x, across),
    y: moved(y, down),
    series: series.map((read) => (place) => {
      const found = read({ x: place.x - across, y: place.y - down });
      return found && { ...found, at: { x: found.at.x + across, y: found.at.y + down } };
    }),
  };
}
