/** The page of exercises: what this browser knows, as a file; a report to hand in, and the way to check one. */
import type { WidgetMeta } from '#src/run/meta.ts';
import { ask } from './ask.ts';
import {
  MOST,
  proofFrom,
  readProgress,
  readReport,
  type Kept,
  type Progress,
  type Report,
  type Solved,
} from './files.ts';
import { path } from './path.ts';
import { proofKey, queryOf, tickKey, type Goal, type Proof } from './proof.ts';
import { faultOfEntry, faultOfProof, faultOfSettings, judge, missedBy, statedBy, type Known } from './report-check.ts';
import { check as verdicts, exercises as words, files } from './words/exercises.ts';

const metas = import.meta.glob<{ meta: WidgetMeta }>('/widgets/*/meta.ts');
const page = document.querySelector<HTMLElement>('[data-exercises]');
const part = <Part extends HTMLElement = HTMLElement>(selector: string) => page?.querySelector<Part>(selector) ?? null;
const said = part('[data-said]');
const place = part('[data-report]');
const entries = [...(page?.querySelectorAll<HTMLElement>('[data-exercise-name]') ?? [])];
const nameOf = (entry: HTMLElement) => entry.dataset['exerciseName'] ?? '';
const titleOf = (entry: HTMLElement) => entry.dataset['title'] ?? '';
let report: Report | undefined;
let checking: AbortController | undefined;

const say = (sentence: string) => {
  if (said) said.textContent = sentence;
};

function knownOf(entry: HTMLElement): Known {
  const { figure, goal } = entry.dataset;
  return {
    name: nameOf(entry),
    title: titleOf(entry),
    ...(figure !== undefined && { figure }),
    ...(goal !== undefined && { goal: JSON.parse(goal) as readonly Goal[] }),
  };
}
const course: ReadonlyMap<string, Known> = new Map(entries.map((entry) => [nameOf(entry), knownOf(entry)]));

const idOf = (entry: HTMLElement) => `exercise-${nameOf(entry).split('/')[1] ?? ''}`;
type Key = (pathname: string, id: string) => string;
const keyOf = (key: Key, entry: HTMLElement) => key(entry.dataset['pathname'] ?? '', idOf(entry));

function stored(key: Key, entry: HTMLElement): string | null {
  try {
    return localStorage.getItem(keyOf(key, entry));
  } catch {
    return null;
  }
}

/** Whether the browser kept it. */
function store(key: Key, entry: HTMLElement, text: string): boolean {
  try {
    localStorage.setItem(keyOf(key, entry), text);
    return true;
  } catch {
    return false;
  }
}

const isSolved = (entry: HTMLElement) => stored(tickKey, entry) === '1';

/** What the browser keeps of an exercise; nothing where it is damaged. */
function keptOf(entry: HTMLElement): Kept | undefined {
  const text = stored(proofKey, entry);
  if (text === null) return { byHand: true };
  const proof = proofFrom(text);
  return proof && { proof };
}

/** The solved exercises of this browser, and those whose proof it cannot read any more. */
function solvedHere() {
  const solved = entries.filter(isSolved).map((entry) => ({ entry, kept: keptOf(entry) }));
  return {
    whole: solved.flatMap(({ entry, kept }) => (kept ? [{ entry, kept }] : [])),
    damaged: solved.filter(({ kept }) => !kept).map(({ entry }) => titleOf(entry)),
  };
}
const aboutDamaged = (titles: readonly string[]) => (titles.length > 0 ? words.damagedHere(titles) : '');

function showStates(): void {
  for (const entry of entries) {
    const state = entry.querySelector('[data-state]');
    if (state) state.textContent = isSolved(entry) ? words.solved : '';
  }
}

function save(name: string, content: Progress | Report): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function saveProgress(): void {
  const { whole, damaged } = solvedHere();
  const known = whole.map(({ entry, kept }) => [nameOf(entry), kept] as const);
  save('progress.json', { notes: 'progress', version: 1, exercises: Object.fromEntries(known) });
  say(words.saved(known.length) + aboutDamaged(damaged));
}

/** Why an entry of a file of progress is not taken over; nothing where it is. */
function faultOfKept(known: Known, { proof, byHand }: Kept): string | undefined {
  if (!proof) return byHand ? undefined : words.saysNothing(known.title);
  const missed = missedBy(known.goal ?? [], statedBy(proof));
  const fault = faultOfProof(known, proof) ?? (missed === undefined ? undefined : verdicts.statedMiss(missed));
  return fault && words.because(known.title, fault);
}

function keep(entry: HTMLElement, { proof }: Kept): boolean {
  const kept = store(tickKey, entry, '1');
  return proof && stored(proofKey, entry) === null ? store(proofKey, entry, JSON.stringify(proof)) && kept : kept;
}

function takeProgress(text: string): void {
  const found = readProgress(text);
  const listed = entries.flatMap((entry) => {
    const kept = Object.hasOwn(found, nameOf(entry)) ? found[nameOf(entry)] : undefined;
    return kept ? [{ entry, kept, fault: faultOfKept(knownOf(entry), kept) }] : [];
  });
  const taken = listed.filter(({ fault }) => fault === undefined);
  const lost = taken.filter(({ entry, kept }) => !keep(entry, kept)).length;
  showStates();
  const faults = listed.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
  const strangers = Object.keys(found).length - listed.length;
  const withNumbers = taken.filter(({ kept }) => kept.proof).length;
  say(
    (lost > 0 ? words.notStored : words.taken(withNumbers, taken.length - withNumbers)) +
      (faults.length > 0 ? words.leftOut(faults) : '') +
      (strangers > 0 ? words.strangers(strangers) : ''),
  );
}

/** The figure's own page with a proof's settings; always on this site, whatever a file may say. */
const addressOf = (room: 'widgets' | 'embed', proof: Proof) => `${path(`/${room}/${proof.widget}/`)}?${queryOf(proof)}`;

/** Shows the report of what this browser knows, and says what had to stay out of it. */
function makeReport(): Report {
  const { whole, damaged } = solvedHere();
  const solved = whole.map(({ entry, kept: { proof } }): Solved => {
    const link = proof && { link: location.origin + addressOf('widgets', proof), proof };
    return { exercise: nameOf(entry), title: titleOf(entry), ...link };
  });
  const by = part<HTMLInputElement>('[data-by]')?.value.trim() ?? '';
  const made: Report = { notes: 'report', version: 1, by, made: new Date().toISOString(), solved };
  show(made);
  say(words.below + aboutDamaged(damaged));
  return made;
}

const element = (tag: string, text = '', className = '') => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};
const pairs = (values: Readonly<Record<string, number | string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`)
    .join(', ');

/** What a report lists: each exercise of the course once, with numbers or ticked by hand; all the rest does not count. */
function countsOf({ solved }: Report): readonly [number, number, number] {
  const counted = new Map(
    solved.filter(({ exercise, damaged }) => course.has(exercise) && !damaged).map((one) => [one.exercise, one]),
  );
  const withNumbers = [...counted.values()].filter(({ proof }) => proof).length;
  return [withNumbers, counted.size - withNumbers, solved.length - counted.size];
}

function show(shown: Report): void {
  checking?.abort();
  report = shown;
  const title = element('h2', shown.by ? words.reportOf(shown.by) : words.report);
  const head = words.head(place?.dataset['course'] ?? '', shown.made.slice(0, 10)) + words.counted(...countsOf(shown));
  const list = element('ol');
  list.append(...shown.solved.map(lineOf));
  place?.replaceChildren(title, element('p', head), list);
}

function lineOf({ exercise, title, proof, damaged }: Solved): HTMLElement {
  const line = element('li');
  line.append(element('b', course.get(exercise)?.title ?? title), ` (${exercise})`);
  if (proof) line.append(...proofLines(proof));
  else if (!damaged) line.append(element('p', words.byHand));
  line.append(element('p', '', 'verdict'), element('p', '', 'verdict-goal'));
  return line;
}

function proofLines(proof: Proof): readonly HTMLElement[] {
  const { settings, step, backend, numbers } = proof;
  const trained = step > 0 ? words.step(step) + (backend && words.trainedBy(backend)) : '';
  const link = document.createElement('a');
  link.href = addressOf('widgets', proof);
  link.textContent = link.href;
  const holder = element('p');
  holder.append(link);
  return [element('p', words.settings(pairs(settings), trained)), element('p', words.numbers(pairs(numbers))), holder];
}

type Found = { readonly holds: boolean; readonly numbers: string; readonly goal?: string };
type Asking = { readonly at: number; readonly of: number; readonly signal: AbortSignal };

/** Asks the figure of an entry that can be asked. */
async function askAbout({ title, goal = [] }: Known, proof: Proof, { at, of, signal }: Asking): Promise<Found> {
  const meta = (await metas[`/widgets/${proof.widget}/meta.ts`]?.())?.meta;
  const frame = part('[data-frame]');
  if (!meta || !frame) return { holds: false, numbers: verdicts.noFigure };
  const fault = faultOfSettings(proof, meta);
  if (fault !== undefined) return { holds: false, numbers: fault };
  const told = (step: number) => say(words.asking(title, at, of, meta.trains ? words.trained(step, proof.step) : ''));
  told(0);
  const question = { address: addressOf('embed', proof), step: proof.step, trains: meta.trains, told };
  return judge(goal, proof, await ask(frame, question, signal), meta);
}

async function findOut(entry: Solved, before: ReadonlySet<string>, asking: Asking): Promise<Found> {
  const known = course.get(entry.exercise);
  const fault = faultOfEntry(entry, known, before);
  if (fault !== undefined || !known || !entry.proof) return { holds: false, numbers: fault ?? verdicts.noProof };
  try {
    return await askAbout(known, entry.proof, asking);
  } catch (error) {
    return { holds: false, numbers: error instanceof Error ? error.message : String(error) };
  }
}

function write(line: Element | undefined, { numbers, goal = '' }: Found): void {
  for (const [name, text] of [
    ['.verdict', numbers],
    ['.verdict-goal', goal],
  ] as const) {
    const said = line?.querySelector(name);
    if (said) said.textContent = text;
  }
}

/** Entries that need no figure are answered at once; between a hundred of them the page gets its turn. */
const AT_ONCE = 100;
const turn = () => new Promise((resolve) => setTimeout(resolve));

async function checkAll({ solved }: Report, signal: AbortSignal): Promise<void> {
  const lines = place?.querySelectorAll('ol > li') ?? [];
  const before = new Set<string>();
  let good = 0;
  for (const [at, entry] of solved.entries()) {
    if (signal.aborted) return say(words.stopped(at, solved.length));
    if (at % AT_ONCE === 0) await turn();
    const found = await findOut(entry, before, { at: at + 1, of: solved.length, signal });
    write(lines[at], found);
    before.add(entry.exercise);
    if (found.holds) good += 1;
  }
  say(signal.aborted ? words.stopped(solved.length, solved.length) : words.checked(good, solved.length));
}

async function check(): Promise<void> {
  if (!report) return say(words.nothingToCheck);
  checking?.abort();
  const mine = (checking = new AbortController());
  const stop = part<HTMLButtonElement>('[data-act=stop]');
  if (stop) stop.hidden = false;
  await checkAll(report, mine.signal);
  if (stop && checking === mine) stop.hidden = true;
}

const acts: Readonly<Record<string, () => void>> = {
  save: saveProgress,
  report: () => void makeReport(),
  'save-report': () => {
    save('report.json', makeReport());
    if (said) said.textContent = said.textContent.replace(words.below, words.reportSaved);
  },
  print: () => {
    if (!report) makeReport();
    print();
  },
  check: () => void check(),
  stop: () => checking?.abort(),
};

async function take(kind: string | undefined, file: File): Promise<void> {
  try {
    if (file.size > MOST.bytes) throw new Error(files.tooLarge(file.size, MOST.bytes));
    const text = await file.text();
    if (kind === 'progress') return takeProgress(text);
    show(readReport(text));
    say(words.below);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

/** A browser that keeps nothing says so before the reader relies on it. */
function tryStorage(): void {
  try {
    localStorage.setItem('notes:try', '1');
    localStorage.removeItem('notes:try');
  } catch {
    say(words.notStored);
  }
}

page?.addEventListener('click', ({ target }) => {
  const name = target instanceof HTMLElement ? target.dataset['act'] : undefined;
  if (name !== undefined) acts[name]?.();
});
page?.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== 'file') return;
  const [file] = target.files ?? [];
  if (file) void take(target.dataset['load'], file);
  target.value = '';
});
part('[data-tools]')?.removeAttribute('hidden');
showStates();
tryStorage();
addEventListener('pageshow', showStates);
