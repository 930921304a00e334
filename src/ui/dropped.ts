import { files as words } from '#src/run/words/files.ts';

export type FileRead = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };

export type Limits = {
  /** The most bytes of one file that are of use: of a larger file one byte more is read, so that it can be told from one of that size. */
  readonly most?: number | undefined;
  /** The most bytes of all files together; more are not read at all. */
  readonly together?: number | undefined;
};

/** What was chosen or dropped, in bytes; or a sentence why it was not read. One that cannot be read keeps back the others. */
export async function readFiles(
  list: readonly File[],
  { most = Infinity, together = Infinity }: Limits = {},
): Promise<readonly FileRead[] | string> {
  const size = list.reduce((sum, file) => sum + file.size, 0);
  if (size > together) return words.tooMuch(words.megabytes(size), words.megabytes(together));
  const read: FileRead[] = [];
  for (const file of list) {
    const bytes = await bytesOf(file, most);
    if (!bytes) return words.unreadable(file.name);
    read.push({ name: file.name, bytes });
  }
  return read;
}

/** Nothing where the browser cannot read it: a folder, a file that is gone, or one that changed since it was chosen. */
async function bytesOf(file: File, most: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await file.slice(0, Math.min(file.size, most + 1)).arrayBuffer());
  } catch {
    return undefined;
  }
}

/** The name of a folder among what was dropped; browsers hand one over as a file that cannot be read, or as an empty one. */
export function folderIn(data: DataTransfer): string | undefined {
  const folder = [...data.items]
    .map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null))
    .find((entry) => entry?.isDirectory === true);
  return folder?.name;
}
