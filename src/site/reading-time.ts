/** Words a minute of prose that is to be understood and not only followed. */
const WORDS_A_MINUTE = 180;
/** Words of prose that take as long to read as a displayed formula does, and as a figure does. */
const [A_FORMULA, A_FIGURE] = [25, 300] as const;
/** To whole five minutes: nobody knows it better. */
const GRAIN = 5;

/** Minutes that reading a lecture takes, from its source: prose, displayed formulas, and a while at each figure. */
export function minutesOf(body: string): number {
  const formulas = body.match(/\$\$[\s\S]*?\$\$/g)?.length ?? 0;
  const figures = body.match(/<Widget\b/g)?.length ?? 0;
  const prose = body
    .replace(/\{\/\*[\s\S]*?\*\/\}|\$\$[\s\S]*?\$\$/g, ' ')
    .replace(/\$[^$]*\$/g, ' x ')
    .replace(/<[^>]*>/g, ' ')
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word)).length;
  const minutes = (prose + A_FORMULA * formulas + A_FIGURE * figures) / WORDS_A_MINUTE;
  return Math.max(GRAIN, GRAIN * Math.round(minutes / GRAIN));
}
