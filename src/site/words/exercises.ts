/** What the script of the page of exercises says. */
const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;
/** The first few of a list, and how many more there are. */
const some = (names: readonly string[]) =>
  names.slice(0, 5).join('; ') + (names.length > 5 ? `; and ${names.length - 5} more` : '');

export const exercises = {
  solved: 'solved',
  saved: (known: number) => `${many(known, 'solved exercise is', 'solved exercises are')} in the file progress.json.`,
  taken: (withNumbers: number, byHand: number) =>
    `${many(withNumbers + byHand, 'exercise was', 'exercises were')} added: ${withNumbers} with numbers, ${byHand} ticked by hand.`,
  strangers: (exercises: number) => ` ${many(exercises, 'entry is', 'entries are')} not in this course.`,
  leftOut: (reasons: readonly string[]) => ` Not added: ${some(reasons)}.`,
  /** An entry that does not say how its exercise was solved. */
  saysNothing: (title: string) => `“${title}” has neither numbers nor a tick by hand`,
  because: (title: string, reason: string) => `“${title}” (${reason.replace(/\.$/, '')})`,
  damagedHere: (titles: readonly string[]) =>
    ` Left out, because the numbers kept in this browser are damaged: ${some(titles.map((title) => `“${title}”`))}. Reach the goal again.`,
  notStored:
    'This browser refused to keep it: its storage is full or switched off. What is ticked lasts until you leave.',
  report: 'Report',
  reportOf: (by: string) => `Report of ${by}`,
  head: (course: string, day: string) => `${course}, ${day}.`,
  counted: (withNumbers: number, byHand: number, others: number) =>
    ` ${many(withNumbers, 'exercise', 'exercises')} with numbers, ${byHand} ticked by hand.` +
    (others ? ` ${many(others, 'entry does', 'entries do')} not count: unknown, damaged or listed before.` : ''),
  byHand: 'Ticked by hand: there are no numbers.',
  settings: (settings: string, trained: string) => `Settings: ${settings}${trained}.`,
  step: (step: number) => `; step ${step}`,
  trainedBy: (backend: string) => `, trained by ${backend}`,
  numbers: (numbers: string) => `Numbers: ${numbers}.`,
  frame: 'The figure that is asked',
  nothingToCheck: 'Make a report or load one, then it can be checked.',
  asking: (title: string, at: number, of: number, trained: string) =>
    `Entry ${at} of ${of}: asking the figure about “${title}”${trained}.`,
  trained: (step: number, of: number) => `, at step ${step} of ${of}`,
  checked: (good: number, of: number) =>
    `Every figure of the report was asked. ${good} of ${many(of, 'entry holds', 'entries hold')}: the figure gives the numbers of the report, and they reach the goal.`,
  stopped: (at: number, of: number) => `Stopped after ${at} of ${many(of, 'entry', 'entries')}.`,
  below: 'The report stands below.',
  reportSaved: 'The report is in the file report.json.',
} as const;

/** What is found out about one entry of a report. */
export const check = {
  damaged: 'This entry is damaged and cannot be read.',
  unknown: (name: string) => `There is no exercise “${name}” in this course, so it does not count.`,
  twice: 'This exercise is listed above already and counts once.',
  byHandOnly: 'No figure can check this exercise. Whether it was solved has to be read from the work itself.',
  noProof: 'Ticked by hand: there are no numbers to check.',
  otherFigure: (figure: string, asked: string) =>
    `The numbers are of the figure “${figure}”, and this exercise is about “${asked}”.`,
  noNumbers: 'The report states no numbers for it.',
  notStated: (metric: string) => `The report does not state “${metric}”, which the goal asks for.`,
  noSuchSetting: (notices: string) => `The figure cannot have the settings that the report states. ${notices}`,
  noTraining: (step: number) => `This figure does not train, and the report names step ${step}.`,
  tooFar: (step: number, longest: number) =>
    `The report names step ${step}, and a run of this figure ends at ${longest}.`,
  same: (numbers: number) =>
    numbers === 1
      ? 'The figure gives the same number; it is the only one stated.'
      : `The figure gives the same ${numbers} numbers.`,
  differ: (differing: number, of: number, first: string, stated: string | number, found: string | number) =>
    `${differing} of ${of} numbers differ: ${first} is ${stated} in the report and ${found} in the figure.`,
  absent: 'absent',
  reached: 'By the figure’s own numbers the goal is reached.',
  missed: (what: string) => `By the figure’s own numbers the goal is not reached: ${what}.`,
  statedMiss: (what: string) => `the stated numbers do not reach the goal: ${what}`,
  is: (name: string, value: string, asked: string) => `${name} is ${value}, and ${asked} is asked`,
  atLeast: (value: number) => `at least ${value}`,
  atMost: (value: number) => `at most ${value}`,
  and: ' and ',
  failed: 'Not checked: the figure’s run failed.',
  silent: 'Not checked: the figure gave no answer.',
  noFigure: 'Not checked: the figure’s page could not be loaded.',
  stopped: 'Not checked: stopped.',
} as const;

/** To a file that cannot be read. */
export const files = {
  progress: 'a file of progress',
  report: 'a report',
  noJson: 'This is no file of these notes: it should be JSON and cannot be read as such.',
  foreign: (expected: string) => `This is no file of these notes. ${expected} was expected; this page saves them.`,
  other: (found: string, expected: string) => `This is ${found}, and ${expected} was expected. Choose the other file.`,
  version: (version: string) => `This file is of version ${version}, and these notes read version 1.`,
  noExercises: 'This file of progress names no exercises. Save it anew.',
  noSolved: 'This report lists no solved exercises. Ask for it anew.',
  tooLarge: (size: number, most: number) =>
    `This file has ${(size / 1e6).toFixed(1)} million characters, and no file of these notes has more than ${most / 1e6} million.`,
  tooMany: (entries: number, most: number) =>
    `This file lists ${entries} exercises, and at most ${most} are read: no course has as many.`,
} as const;
