/** Plot makes a formatter of numbers as it is loaded, which takes longer than all the rest of it and is hardly ever asked. */

const EAGER = `  const format = numberFormat(locale);
  return (i) => (i != null && !isNaN(i) ? format.format(i) : undefined);`;
const LAZY = `  return (i) => (i != null && !isNaN(i) ? numberFormat(locale).format(i) : undefined);`;

/** A plugin of the build: the formatter is made when the first number asks for it. */
export const plotLazily = {
  name: 'plot-lazily',
  transform(code: string, id: string): { code: string; map: null } | undefined {
    if (!/@observablehq\/plot\/src\/format\.js(\?|$)/.test(id)) return undefined;
    if (!code.includes(EAGER))
      throw new Error(
        'Expected formatNumber of @observablehq/plot as version 0.6.17 has it, found another text. ' +
          'See whether it still makes an Intl.NumberFormat as it is loaded, and correct or remove src/tools/plot-lazily.ts.',
      );
    return { code: code.replace(EAGER, LAZY), map: null };
  },
};
