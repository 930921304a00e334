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
