import { htmlToHast } from 'satteri';

export type Node = { type: string; value?: string; properties?: Record<string, unknown>; children?: Node[] };

export const treeOf = (html: string): Node => htmlToHast(html, { fragment: true });

/** The words of a piece of HTML, without its tags. */
export const textOf = (node: Node): string =>
  node.type === 'text' ? (node.value ?? '') : (node.children ?? []).map(textOf).join('');
