// For tools that read TypeScript alone; `astro check` sees each component's own props.
declare module '*.astro' {
  const component: (props: Record<string, unknown>) => unknown;
  export default component;
}
declare module '@citation-js/core' {
  export class Cite {
    constructor(data: unknown);
    data: unknown[];
    format(kind: string, options: Record<string, unknown>): string;
  }
}
declare module '@citation-js/plugin-bibtex';
declare module '@citation-js/plugin-csl';
declare module 'culori' {
  export const wcagContrast: (a: string, b: string) => number;
  export const differenceCiede2000: () => (a: string, b: string) => number;
  type Filter = (severity: number) => (colour: string) => string;
  export const filterDeficiencyDeuter: Filter;
  export const filterDeficiencyProt: Filter;
  export const filterDeficiencyTrit: Filter;
}
declare module 'subset-font' {
  type Options = {
    targetFormat: 'woff2' | 'truetype';
    variationAxes?: Record<string, number | { min: number; max: number }>;
  };
  export default function subsetFont(font: Uint8Array, text: string, options: Options): Promise<Uint8Array>;
}
