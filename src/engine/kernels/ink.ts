/**
 * Lists of ink: of images that are mostly paper the pixels that are not, by row for the forward pass and by column for
 * the gradient; what is left out would have added 0, so that the sums are those of all pixels, bit for bit.
 *
 * Lists lie as [ends of rows | ends of columns | entries of rows, `width` each | entries of columns, `rows` each and a
 * gap]; an end is the address behind a list's last entry, an entry a number (of the column, or row) and a grey value.
 */

export const ENTRY: usize = 8;
/** Bytes between the lists of two columns: powers of two apart, lists would crowd out each other in the cache. */
const GAP: usize = 64;

// @ts-ignore: decorator
@inline
export function columnPitch(rows: i32): usize {
  return <usize>rows * ENTRY + GAP;
}

// @ts-ignore: decorator
@inline
export function columnEntries(rows: i32, width: i32, lists: usize): usize {
  return lists + (<usize>(rows + width) << 2) + <usize>rows * <usize>width * ENTRY;
}
