import { globSync, readFileSync } from 'node:fs';

/** A link that is out in the world, and what it has to open for ever: one of `widgets/<id>/links.json`. */
export type FrozenLink = {
  readonly widget: string;
  readonly query: string;
  /** Whether it leads to the figure's lecture, and not to its own page. */
  readonly lecture?: boolean;
  readonly values: Readonly<Record<string, number | string>>;
  readonly step?: number;
  readonly play?: boolean;
  readonly hide?: readonly string[];
  readonly only?: string;
  readonly executor?: string;
  readonly beside?: { readonly values: Readonly<Record<string, number | string>>; readonly step?: number };
  readonly metrics?: Readonly<Record<string, number>>;
  readonly notices?: number;
  /** Whether a browser opens it too. */
  readonly browser?: boolean;
};

const linksIn = (file: string): readonly FrozenLink[] => {
  const [, widget = ''] = file.split('/');
  const links = JSON.parse(readFileSync(file, 'utf8')) as readonly Omit<FrozenLink, 'widget'>[];
  return links.map((link) => ({ ...link, widget }));
};

export const frozenLinks: readonly FrozenLink[] = globSync('widgets/*/links.json').sort().flatMap(linksIn);
