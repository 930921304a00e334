/** What the race's results are as words: the table's rows, the winners' sentences, the text to copy. */
import { pace, type RaceBar } from './bars.ts';
import { contests, paceOf, type Result } from './race.ts';
import { bench as words } from './words/page.ts';

const titleOf = (name: string) => contests.find((contest) => contest.name === name)?.title ?? name;

/** The results that have a pace, the fastest right one of each contest marked. */
export function barsOf(results: readonly Result[]): readonly RaceBar[] {
  return results.flatMap((result) => {
    const milliseconds = paceOf(result);
    if (milliseconds === undefined) return [];
    return [
      {
        contest: titleOf(result.contest),
        contestant: result.contestant,
        stepsPerSecond: 1000 / milliseconds,
        right: result.right === true,
        first: winnerOf(result.contest, results) === result,
      },
    ];
  });
}

function winnerOf(contest: string, results: readonly Result[]): Result | undefined {
  return ranked(contest, results)[0];
}

/** Those with right numbers and a pace, the fastest first. */
const ranked = (contest: string, results: readonly Result[]) =>
  results
    .filter((result) => result.contest === contest && result.right === true && paceOf(result) !== undefined)
    .sort((a, b) => (paceOf(a) ?? NaN) - (paceOf(b) ?? NaN));

/** One sentence for each contest that has a winner. */
export function winnersOf(results: readonly Result[]): readonly string[] {
  return contests.flatMap(({ name, title }) => {
    const [first, second] = ranked(name, results);
    const best = first && paceOf(first);
    if (!first || best === undefined) return [];
    const lead = second ? words.lead(pace((paceOf(second) ?? NaN) / best), second.contestant) : '';
    return [words.wins(title, first.contestant, pace(1000 / best), lead)];
  });
}

export const COLUMNS = words.columns;

export function rowsOf(results: readonly Result[]): readonly (readonly string[])[] {
  return results.map((result) => {
    const milliseconds = paceOf(result);
    const numbers = result.fault ?? (result.right ? words.right : words.wrong);
    return [
      titleOf(result.contest),
      result.contestant,
      milliseconds === undefined ? '–' : String(Number(milliseconds.toPrecision(3))),
      milliseconds === undefined ? '–' : pace(1000 / milliseconds),
      numbers,
    ];
  });
}

export type Machine = { readonly agent: string; readonly cores: number; readonly date: string };

/** The whole result as a text that can be pasted into a message. */
export function reportOf(results: readonly Result[], { agent, cores, date }: Machine): string {
  const rows = [COLUMNS, ...rowsOf(results)].map((row) => row.join(' | '));
  return [words.head(date, cores, agent), '', ...rows, '', ...winnersOf(results)].join('\n');
}
