import { LANGUAGE } from '#src/base/language.ts';

/** What the course is called, and the words of the shell around it: what a fork changes, and where a translation begins. */
export const course = {
  name: 'Generative Notes',
  line: 'Course notes on generative models whose figures train while you read',
  terms: 'Words and figures CC BY 4.0, code MIT',
  language: LANGUAGE,
  /** How every lecture’s promise begins; where it stands in a list, only what follows is shown. */
  promise: 'After this you can',
} as const;

/** The lectures by others on which the course builds, by the number that its notation and errata call them by. */
export const decks = {
  '000': 'Generative Models, a lecture of the course PHYS591000, May 2022',
  '001':
    'Minje Kim, Generative Models, lecture 12 of the course Deep Learning Systems (ENGR-E 533), Indiana University',
  '002': 'Generative Models, Part 2, lecture notes that do not name their author',
  '003':
    'Sudeshna Sarkar, Generative Modeling: AutoEncoder, VAE, part 1, a lecture of the course Deep Learning (CS60010), March 2023',
  '004': 'Nikita Kazeev, Generative models I, a lecture at HSE, Sapienza and YSDA',
} as const;

/**
 * The words on menus, headings and boxes of every page. Scripts have theirs in `words/`, the controls of figures in
 * `src/run/words/`, and each figure its own in its folder.
 */
export const words = {
  toText: 'To the text',
  contents: 'Contents',
  courseList: 'Course',
  lecture: 'Lecture',
  lectures: 'Lectures',
  appendix: 'Appendix',
  appendices: 'Appendices',
  allFigures: 'All figures',
  exercises: 'Exercises',
  search: 'Search',
  searchAll: 'Search the notes',
  searchFor: 'Words to look for',
  close: 'Close',
  darkTheme: 'Dark theme',
  onThisPage: 'On this page',
  offline: 'Read offline',
  keys: 'Keys',
  notices: 'Third-party notices',
  references: 'References',
  builtOn: 'Built on',
  builtOnThese: 'The material of this lecture goes back to lectures by others; its words and figures are new.',
  deck: (number: string) => `Deck ${number}`,
  citedIn: 'Cited in',
  turn: 'Previous and next lecture',
  before: 'Before',
  next: 'Next',
  hint: 'Hint',
  answer: 'Answer',
  exercise: 'Exercise',
  ticksItself: 'The page ticks this one by the figure’s numbers.',
  reached: 'Reached: the figure’s numbers show it.',
  step: 'Step',
  erratum: 'erratum',
  /** In place of a number that only a run gives: “The rate is …”. */
  afterRun: 'shown here after a run',
  tryIt: 'This figure answers at',
  needsScript: 'This figure runs in the page and needs JavaScript. Above is a picture of a real run.',
  linkTo: (title: string) => `Link to “${title}”`,
} as const;
