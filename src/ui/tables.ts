/** The numbers of pictures as tables, each known by the frame that its picture is drawn in. */
export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };

const tables = new WeakMap<Element, () => Table>();

/** Says which table belongs to a frame. It may read signals. */
export const giveTable = (frame: Element, table: () => Table): void => void tables.set(frame, table);

export const tableIn = (frame: Element): (() => Table) | undefined => tables.get(frame);
