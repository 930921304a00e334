/** What a mutation run says: scores, survivors, and whether each survivor is known and excused. */

/** A survivor that changes no shown value or sentence, with the reason; kept in `survivors.json` beside the mutated file. */
export type Excused = {
  readonly file: string;
  /** The mutated line as it stands in the file, without its indent. */
  readonly line: string;
  readonly replacement: string;
  readonly why: string;
};

export type Mutant = {
  readonly file: string;
  readonly number: number;
  readonly line: string;
  readonly mutator: string;
  readonly replacement: string;
  readonly status: string;
};

export type Score = {
  readonly file: string;
  readonly killed: number;
  readonly survived: number;
  readonly uncovered: number;
  /** Share of the valid mutants that a test noticed, in per cent. */
  readonly percent: number;
};

const noticed = new Set(['Killed', 'Timeout']);
const unnoticed = new Set(['Survived', 'NoCoverage']);

/** A mutant that does not compile, or that was ignored, counts nowhere. */
export function scoreOf(file: string, mutants: readonly Mutant[]): Score {
  const own = mutants.filter((mutant) => mutant.file === file);
  const count = (test: (status: string) => boolean) => own.filter(({ status }) => test(status)).length;
  const killed = count((status) => noticed.has(status));
  const survived = count((status) => status === 'Survived');
  const uncovered = count((status) => status === 'NoCoverage');
  const valid = killed + survived + uncovered;
  return { file, killed, survived, uncovered, percent: valid === 0 ? 100 : (100 * killed) / valid };
}

const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();

const excuses = (mutant: Mutant) => (excused: Excused) =>
  excused.file === mutant.file &&
  squeezed(excused.line) === squeezed(mutant.line) &&
  squeezed(excused.replacement) === squeezed(mutant.replacement);

/** The mutants that no test noticed, parted into those with a reason on file and those without. */
export function survivorsOf(mutants: readonly Mutant[], list: readonly Excused[]) {
  const survivors = mutants.filter(({ status }) => unnoticed.has(status));
  const known = survivors.filter((mutant) => list.some(excuses(mutant)));
  return { known, unknown: survivors.filter((mutant) => !known.includes(mutant)) };
}

/** Reasons on file for mutants that a test notices by now, or whose line has changed. */
export const staleIn = (mutants: readonly Mutant[], list: readonly Excused[]) =>
  list.filter((excused) => !mutants.some((mutant) => unnoticed.has(mutant.status) && excuses(mutant)(excused)));

export const scoreSentence = ({ file, killed, survived, uncovered, percent }: Score) =>
  `${file}: ${percent.toFixed(1)} % (${killed} noticed, ${survived} survived, ${uncovered} without a test)`;
