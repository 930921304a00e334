/** The page of exercises: what this browser knows, as a file; a report to hand in, and the way to check one. */
import { files } from '#src/run/words/files.ts';
import { readProgress, readReport, type Progress, type Report, type Solved } from './files.ts';
import { path } from './path.ts';
import { proofKey, queryOf, tickKey, type Proof } from './proof.ts';
import { exercises as words } from './words/exercises.ts';

/** A figure that answers at once takes a second; one that trains may take a slow machine minutes. */
const PATIENCE_MILLISECONDS = 5 * 60_000;
/** Runs on one machine are the same to the last bit; between executors single precision leaves some in a thousand. */
const EXACT = 1e-6;
const page = document.querySelector<HTMLElement>('[data-exercises]');
const part = <Part extends HTMLElement = HTMLElement>(selector: string) => page?.querySelector<Part>(selector) ?? null;
const said = part('[data-said]');
const place = part('[data-report]');
const entries = [...(page?.querySelectorAll<HTMLElement>('[data-exercise-name]') ?? [])];
const nameOf = (entry: HTMLElement) => entry.dataset['exerciseName'] ?? '';
let report: Report | undefined;

const say = (sentence: string) => {
  if (said) said.textContent = sentence;
};

function stored(key: (pathname: string, id: string) => string, entry: HTMLElement): string | null {
  try {
    return localStorage.getItem(key(entry.dataset['pathname'] ?? '', idOf(entry)));
  } catch {
    return null;
  }
}
const idOf = (entry: HTMLElement) => `exercise-${nameOf(entry).split('/')[1] ?? ''}`;
const solvedHere = () => entries.filter((entry) => stored(tickKey, entry) === '1');

function proofOf(entry: HTMLElement): Proof | undefined {
  const text = stored(proofKey, entry);
  return text === null ? undefined : (JSON.parse(text) as Proof);
}

function showStates(): void {
  for (const entry of entries) {
    const state = entry.querySelector('[data-state]');
    if (state) state.textContent = stored(tickKey, entry) === '1' ? words.solved : '';
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
  const known = solvedHere().map((entry) => {
    const proof = proofOf(entry);
    return [nameOf(entry), proof ? { proof } : {}] as const;
  });
  save('progress.json', { notes: 'progress', version: 1, exercises: Object.fromEntries(known) });
  say(words.saved(known.length));
}

function takeProgress(text: string): void {
  const found = readProgress(text);
  const taken = entries.filter((entry) => Object.hasOwn(found, nameOf(entry)));
  for (const entry of taken) {
    const pathname = entry.dataset['pathname'] ?? '';
    const proof = found[nameOf(entry)]?.proof;
    localStorage.setItem(tickKey(pathname, idOf(entry)), '1');
    if (proof && stored(proofKey, entry) === null)
      localStorage.setItem(proofKey(pathname, idOf(entry)), JSON.stringify(proof));
  }
  showStates();
  const strangers = Object.keys(found).length - taken.length;
  say(words.taken(taken.length) + (strangers ? words.strangers(strangers) : ''));
}

/** The figure's own page with a proof's settings; always on this site, whatever a file may say. */
const addressOf = (room: 'widgets' | 'embed', proof: Proof) => `${path(`/${room}/${proof.widget}/`)}?${queryOf(proof)}`;

function makeReport(): Report {
  const solved = solvedHere().map((entry): Solved => {
    const proof = proofOf(entry);
    const link = proof && { link: location.origin + addressOf('widgets', proof), proof };
    return { exercise: nameOf(entry), title: entry.dataset['title'] ?? '', ...link };
  });
  const by = part<HTMLInputElement>('[data-by]')?.value.trim() ?? '';
  return { notes: 'report', version: 1, by, made: new Date().toISOString(), solved };
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

function show(shown: Report): void {
  report = shown;
  const title = element('h2', shown.by ? words.reportOf(shown.by) : words.report);
  const head = element('p', words.head(place?.dataset['course'] ?? '', shown.made.slice(0, 10), shown.solved.length));
  const list = element('ol');
  list.append(...shown.solved.map(lineOf));
  place?.replaceChildren(title, head, list);
}

function lineOf({ exercise, title, proof }: Solved): HTMLElement {
  const line = element('li');
  line.append(element('b', title), ` (${exercise})`);
  if (!proof) {
    line.append(element('p', words.byHand));
    return line;
  }
  const { settings, step, backend, numbers } = proof;
  const trained = step > 0 ? words.step(step) + (backend && words.trainedBy(backend)) : '';
  line.append(element('p', words.settings(pairs(settings), trained)), element('p', words.numbers(pairs(numbers))));
  const link = document.createElement('a');
  link.href = addressOf('widgets', proof);
  link.textContent = link.href;
  const holder = element('p');
  holder.append(link);
  line.append(holder, element('p', '', 'verdict'));
  return line;
}

type Answer = { readonly step: number; readonly metrics: Readonly<Record<string, number>> };

/** What a figure says with these settings, asked in a frame that is in sight, since one out of sight rests. */
function ask(proof: Proof): Promise<Answer> {
  const frame = document.createElement('iframe');
  frame.title = words.frame;
  frame.src = addressOf('embed', proof);
  part('[data-frame]')?.replaceChildren(frame);
  frame.scrollIntoView({ block: 'center' });
  return new Promise<Answer>((resolve, reject) => {
    const hear = ({ source, data }: MessageEvent<Partial<Answer> & { source?: string; event?: string }>) => {
      if (source !== frame.contentWindow || data.source !== 'generative-notes') return;
      if (data.event === 'failed') return end(() => reject(new Error(words.failed)));
      const { step = 0, metrics = {} } = data;
      if (step === proof.step && Object.keys(metrics).length > 0) end(() => resolve({ step, metrics }));
    };
    const late = setTimeout(() => end(() => reject(new Error(words.silent))), PATIENCE_MILLISECONDS);
    const end = (then: () => void) => {
      clearTimeout(late);
      removeEventListener('message', hear);
      frame.remove();
      then();
    };
    addEventListener('message', hear);
  });
}

function verdict({ numbers }: Proof, { metrics }: Answer): string {
  const names = Object.keys(numbers);
  const other = names.filter((name) => {
    const [stated = NaN, found = NaN] = [numbers[name], metrics[name]];
    if (typeof stated === 'string') return String(found) !== stated;
    return !(Math.abs(found - stated) <= EXACT * Math.max(1, Math.abs(stated)));
  });
  const [first] = other;
  if (first === undefined) return words.same(names.length);
  return words.differ(other.length, names.length, first, numbers[first] ?? '–', metrics[first] ?? words.absent);
}

async function check(): Promise<void> {
  if (!report) return say(words.nothingToCheck);
  const { solved } = report;
  const verdicts = place?.querySelectorAll('ol > li') ?? [];
  for (const [at, { title, proof }] of solved.entries()) {
    if (!proof) continue;
    say(words.asking(title));
    const sentence = await ask(proof).then(
      (answer) => verdict(proof, answer),
      (reason: unknown) => words.notChecked(reason instanceof Error ? reason.message : String(reason)),
    );
    const line = verdicts[at]?.querySelector('.verdict');
    if (line) line.textContent = sentence;
  }
  say(words.checked);
}

const acts: Readonly<Record<string, () => void>> = {
  save: saveProgress,
  report: () => {
    show(makeReport());
    say(words.below);
  },
  'save-report': () => {
    show(makeReport());
    if (report) save('report.json', report);
    say(words.reportSaved);
  },
  print: () => {
    if (!report) show(makeReport());
    print();
  },
  check: () => void check(),
};

function take(kind: string | undefined, text: string): void {
  try {
    if (kind === 'progress') takeProgress(text);
    else {
      show(readReport(text));
      say(words.below);
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

page?.addEventListener('click', ({ target }) => {
  const name = target instanceof HTMLElement ? target.dataset['act'] : undefined;
  if (name !== undefined) acts[name]?.();
});
page?.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== 'file') return;
  const [file] = target.files ?? [];
  void file?.text().then(
    (text) => take(target.dataset['load'], text),
    () => say(files.unreadable(file.name)),
  );
  target.value = '';
});
part('[data-tools]')?.removeAttribute('hidden');
showStates();
addEventListener('pageshow', showStates);
