/** How much of a page a browser holds, by the hashes of what it holds, and what nobody needs any more. */
import { isHashed, numbered, type Inventory, type KeepList, type KeptFile } from './kept.ts';

/**
 * `current`: whole, as the newest list has it. `older`: whole, as an earlier one had it. `partly`: its text and styles of
 * one version, but not all that its figures need, or of a version that no list is left of. `none`: nothing to show.
 */
export type Standing = 'current' | 'older' | 'partly' | 'none';

const here = (inventory: Inventory, [address, , hash]: KeptFile) => inventory.get(address) === hash;
const isStyle = ([address]: KeptFile) => address.endsWith('.css');

/** The files that a page needs in one version; none if that version has another text of it than the one that is kept. */
function filesOfKept(list: KeepList, address: string, inventory: Inventory): readonly KeptFile[] {
  const page = list.pages.find((known) => known.address === address);
  const files = page ? numbered(list, page.files) : [];
  return files[0] && here(inventory, files[0]) ? files : [];
}

/** Files of a page as they are kept, in the first of some versions that has this text of it. */
export const keptFiles = (lists: readonly KeepList[], address: string, inventory: Inventory): readonly KeptFile[] =>
  lists.map((list) => filesOfKept(list, address, inventory)).find((files) => files.length > 0) ?? [];

/** `lists` holds the newest first. */
export function standingOf(lists: readonly KeepList[], address: string, inventory: Inventory): Standing {
  if (!inventory.has(address)) return 'none';
  const whole = (list: KeepList) => {
    const files = filesOfKept(list, address, inventory);
    return files.length > 0 && files.every((file) => here(inventory, file));
  };
  const at = lists.findIndex(whole);
  if (at >= 0) return at === 0 ? 'current' : 'older';
  const files = keptFiles(lists, address, inventory);
  const unstyled = files.filter(isStyle).some((file) => !here(inventory, file));
  return unstyled ? 'none' : 'partly';
}

export const missingOf = (files: readonly KeptFile[], inventory: Inventory): readonly KeptFile[] =>
  files.filter((file) => !here(inventory, file));

/** Every page that some version has and that is kept. */
const pagesIn = (lists: readonly KeepList[], inventory: Inventory) =>
  new Set(lists.flatMap(({ pages }) => pages.map(({ address }) => address)).filter((page) => inventory.has(page)));

/**
 * What may go when a new site takes over: files with a hash in their address that neither the newest version nor any
 * kept page has use for. As long as there is a page that no list knows, nobody can say what it needs.
 */
export function staleIn(lists: readonly KeepList[], inventory: Inventory): readonly string[] {
  const pages = [...pagesIn(lists, inventory)].map((page) => keptFiles(lists, page, inventory));
  if (pages.some((files) => files.length === 0)) return [];
  const needed = new Set([...(lists[0]?.files ?? []), ...pages.flat()].map(([address]) => address));
  return [...inventory.keys()].filter((address) => isHashed(address) && !needed.has(address));
}

/** Versions whose text of some page is still kept; the newest stays in any case. */
export const listsInUse = (lists: readonly KeepList[], inventory: Inventory): readonly KeepList[] =>
  lists.filter(
    (list, at) =>
      at === 0 ||
      list.pages.some(
        ({ address }) =>
          filesOfKept(list, address, inventory).length > 0 &&
          lists.findIndex((other) => filesOfKept(other, address, inventory).length > 0) === at,
      ),
  );

/** The hashes that an address has in any version. */
export const hashesOf = (lists: readonly KeepList[], address: string): ReadonlySet<string> =>
  new Set(lists.flatMap(({ files }) => files.filter(([known]) => known === address).map(([, , hash]) => hash)));
