/** What the script of the page of exercises says. */
export const exercises = {
  solved: 'solved',
  saved: (known: number) => `${known} solved exercises are in the file progress.json.`,
  taken: (exercises: number) => `${exercises} solved exercises were taken over.`,
  strangers: (exercises: number) => ` ${exercises} are not in this course.`,
  report: 'Report',
  reportOf: (by: string) => `Report of ${by}`,
  head: (course: string, day: string, solved: number) => `${course}, ${day}. Solved: ${solved}.`,
  byHand: 'Ticked by hand: there are no numbers.',
  settings: (settings: string, trained: string) => `Settings: ${settings}${trained}.`,
  step: (step: number) => `; step ${step}`,
  trainedBy: (backend: string) => `, trained by ${backend}`,
  numbers: (numbers: string) => `Numbers: ${numbers}.`,
  frame: 'The figure that is asked',
  failed: 'the figure’s run failed',
  silent: 'the figure gave no answer',
  same: (numbers: number) => `The figure gives the same ${numbers} numbers.`,
  differ: (differing: number, of: number, first: string, stated: string | number, found: string | number) =>
    `${differing} of ${of} numbers differ: ${first} is ${stated} in the report and ${found} in the figure.`,
  absent: 'absent',
  nothingToCheck: 'Make a report or load one, then its numbers can be checked.',
  asking: (title: string) => `Asking the figure about “${title}”.`,
  notChecked: (reason: string) => `Not checked: ${reason}.`,
  checked: 'Every figure of the report was asked.',
  below: 'The report stands below.',
  reportSaved: 'The report is in the file report.json.',
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
} as const;
