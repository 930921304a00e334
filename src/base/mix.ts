/** The number that lies this share of the way from one to the other. */
export const mix = (from: number, to: number, share: number): number => from + (to - from) * share;

/** The same for each number of a record. */
export const mixEach = <Name extends string>(
  from: Readonly<Record<Name, number>>,
  to: Readonly<Record<Name, number>>,
  share: number,
): Record<Name, number> => {
  const names = Object.keys(to) as Name[];
  return Object.fromEntries(names.map((name) => [name, mix(from[name], to[name], share)])) as Record<Name, number>;
};

/** The same for lists of numbers of one length, such as points or the cells of a field. */
export const mixAll = (from: Float32Array, to: Float32Array, share: number): Float32Array =>
  from.length === to.length ? to.map((value, i) => mix(from[i] ?? value, value, share)) : to;
