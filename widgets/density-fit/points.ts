/** The reader's own numbers: typed, pasted or dropped as a file, all read in one way; and how a link carries them. */
import { LANGUAGE } from '#src/base/language.ts';
import { readNumber, type Comma, type NumberRead } from '#src/base/read-number.ts';

/** As many points as a figure answers for within a frame. */
export const MOST_POINTS = 300;
/** What a link may carry of them, in characters. */
export const MOST_CHARACTERS = 2000;
/** The largest text that is read, in characters, or file, in bytes. */
export const MOST_READ = 1_000_000;
export const LARGEST = 999_999_000;
const ROWS_READ = 20_000;

export const numbersIn = (text: string): readonly number[] => text.split(',').map(Number);

/** A point as it is kept: to the last digit, but no minus zero, which a link could not carry. */
export const shortest = (x: number): number => x + 0;

const textOf = String;

/** The points as a link carries them; nothing where they are too many for one. */
export function linkTextOf(points: readonly number[]): string | undefined {
  const text = points.map((x) => textOf(shortest(x))).join(',');
  return text.length <= MOST_CHARACTERS ? text : undefined;
}

/** The text of the reader's own points, for reading and changing. */
export const shownPoints = (points: readonly number[]): string => points.map(textOf).join(', ');

/** Numbers that were read, and a sentence about them; or why nothing was. */
export type Read =
  | { readonly points: readonly number[]; readonly said: string }
  | { readonly points?: undefined; readonly said: string };

/** A column of a table, or one way among several to read a text. */
export type Column = { readonly name: string; readonly read: Read };

/** What is taken from a text or refused, and what else could be, for the reader to choose. */
export type Reading = { readonly read: Read; readonly offers: readonly Column[] };

const LONGEST_NUMBER = 40;
const EXPECTED = 'where a number with a decimal point was expected';

/** The number that a cell or a word spells. */
const numberIn = (cell: string, comma?: Comma): NumberRead =>
  readNumber(cell.length <= LONGEST_NUMBER ? cell : '', comma);
const holdsNumber = (cell: string) => numberIn(cell).refused?.why !== 'no number';

const quoted = (found: string) => `“${found.length > 24 ? `${found.slice(0, 23)}…` : found}”`;

const refused = (why: string): Read => ({ said: `${why} The points stay as they were.` });

/** A file's text: UTF-16 where a mark or every second byte says so, else UTF-8, and where it is not that, one byte a letter. */
export function textIn(bytes: Uint8Array): string {
  const [first, second] = [bytes[0], bytes[1]];
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const zeros = [0, 1].map((side) => bytes.subarray(0, 1000).filter((byte, i) => i % 2 === side && byte === 0).length);
  const [even = 0, odd = 0] = zeros;
  // Numbers in UTF-16 have a zero in nearly every pair, always on the same side.
  if (odd > 4 * even && 4 * odd > Math.min(1000, bytes.length)) return new TextDecoder('utf-16le').decode(bytes);
  if (even > 4 * odd && 4 * even > Math.min(1000, bytes.length)) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What is read from a file, as from a text that was pasted. */
export const readFile = (bytes: Uint8Array): Promise<Reading> =>
  bytes.length > MOST_READ ? Promise.resolve({ read: refused(tooLong), offers: [] }) : readPoints(textIn(bytes));

const tooLong = `At most ${MOST_READ.toLocaleString(LANGUAGE)} characters are read, and this has more.`;

/** Reasons not to read a text at all. */
export function unreadable(text: string): string | undefined {
  if (text.length > MOST_READ) return tooLong;
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text))
    return 'This is no text: it holds characters that are not for reading.';
  if (text.trim() === '') return 'There is nothing here; numbers were expected, such as 1.5, 2, 3.25.';
  return undefined;
}

/** What a spreadsheet writes where it has no value. */
const NO_VALUE = /^#(?:N\/A|VALUE!|REF!|DIV\/0!|NAME\?|NUM!|NULL!)/i;

/** Lines with something in them, numbered from 1; those behind a # are remarks. */
type Line = { readonly at: number; readonly text: string };

const linesOf = (text: string): readonly Line[] =>
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .map((line, i) => ({ at: i + 1, text: line.trim() }))
    .filter(({ text }) => text !== '' && (!text.startsWith('#') || NO_VALUE.test(text)));

/** One way to tell numbers apart: what stands between them, and what a comma inside one is. */
type Way = { readonly split: RegExp; readonly comma?: Comma; readonly wide?: boolean };

/** Between words: white space, semicolons, lists' commas of other scripts, and a comma with white space beside it. */
const BETWEEN_WORDS = /(?:[ \t\u3000;；、،|]|[,，](?=\s|$)|(?<=\s)[,，])+/;
/** The same without the plain space, which some write among thousands. */
const BETWEEN_CELLS = /(?:[\t\u3000;；、،|]|[,，](?=\s|$)|(?<=\s)[,，])+/;

const WAYS: readonly Way[] = [
  { split: /[\s,，;；、،|]+/ },
  { split: BETWEEN_WORDS, comma: 'decimal' },
  { split: BETWEEN_WORDS, comma: 'grouping' },
  { split: BETWEEN_CELLS, comma: 'decimal', wide: true },
  { split: BETWEEN_CELLS, comma: 'grouping', wide: true },
];

const wordsIn = ({ text }: Line, { split }: Way) => text.split(split).filter((word) => word.trim() !== '');

/** Numbers line by line. */
type Rows = readonly (readonly number[])[];

/** The lines read in one way; nothing where a word is not a number in that reading. */
function rowsBy(lines: readonly Line[], way: Way): Rows | undefined {
  const rows: number[][] = [];
  for (const line of lines) {
    const row: number[] = [];
    for (const word of wordsIn(line, way)) {
      const { value } = numberIn(word, way.comma);
      if (value === undefined) return undefined;
      row.push(value);
    }
    rows.push(row);
  }
  // A space alone has always stood between two numbers.
  return way.wide && rows.flat().length < 2 ? undefined : rows;
}

/** All ways in which a text is nothing but numbers, each result once. */
function readingsOf(lines: readonly Line[]): readonly Rows[] {
  const found = new Map<string, Rows>();
  for (const way of WAYS) {
    const rows = rowsBy(lines, way);
    const key = rows?.flat().join(' ');
    if (rows && key !== undefined && !found.has(key)) found.set(key, rows);
  }
  return [...found.values()];
}

/** Among numbers that show a decimal comma, one whose point could be decimal or stand before thousands. */
function oddPoint(lines: readonly Line[]): { readonly line: Line; readonly word: string } | undefined {
  const words = lines.flatMap((line) =>
    wordsIn(line, { split: BETWEEN_WORDS }).map((word) => ({ line, word, read: numberIn(word, 'decimal') })),
  );
  if (!words.some(({ read }) => read.comma === 'decimal')) return undefined;
  return words.find(({ word }) => /^[^\d.,]*[1-9]\d{0,2}\.\d{3}$/.test(word));
}

/** Between semicolons, a number with a comma in it, where some write a point; two numbers it could be as well. */
const decimalComma = (line: string): string | undefined =>
  line.includes(';')
    ? line
        .split(';')
        .map((piece) => piece.trim())
        .find((piece) => /^[-+−]?\d+,\d+$/.test(piece))
    : undefined;

/** Why a text that is numbers cannot be read without asking. */
function unclear(lines: readonly Line[], readings: readonly Rows[]): Read | undefined {
  for (const { at, text } of lines) {
    const pair = decimalComma(text);
    if (pair !== undefined) return refused(`Line ${at} has ${quoted(pair)} between semicolons, ${EXPECTED}.`);
  }
  const odd = oddPoint(lines);
  if (odd)
    return refused(
      `Line ${odd.line.at} has ${quoted(odd.word)} among numbers with decimal commas: its point could be decimal, or stand before thousands. Write it without the point, or write all with decimal points.`,
    );
  if (readings.length < 2) return undefined;
  const counts = readings
    .map((rows) => rows.flat())
    .map((numbers) => `${numbers.length} ${numbers.length === 1 ? 'number' : 'numbers'} (${startOf(numbers)})`);
  return refused(
    `These could be ${counts.join(' or ')}. Write decimal points and no thousands apart, or a space behind each comma that separates.`,
  );
}

const startOf = (numbers: readonly number[]) =>
  `${numbers.slice(0, 3).map(textOf).join(', ')}${numbers.length > 3 ? ', …' : ''}`;

/** A text that is nothing but numbers, line by line; the sentence that refuses it; or nothing where it is something else. */
function plainRows(lines: readonly Line[]): {
  readonly rows?: Rows;
  readonly read?: Read;
  readonly readings: readonly Rows[];
} {
  const readings = readingsOf(lines);
  const read = readings.length > 0 ? unclear(lines, readings) : undefined;
  const [rows] = readings;
  return read ? { read, readings } : rows ? { rows, readings } : { readings };
}

/** Numbers as people write them: with spaces, commas, semicolons or new lines between. */
export function readList(text: string): Read {
  const why = unreadable(text);
  if (why) return refused(why);
  const lines = linesOf(text);
  const { rows, read } = plainRows(lines);
  return read ?? (rows ? taken(rows.flat(), '') : noList(lines));
}

function noList(lines: readonly Line[]): Read {
  for (const line of lines)
    for (const word of wordsIn(line, { split: /[\s,，;；、،|]+/ }))
      if (numberIn(word).value === undefined) return refused(`Line ${line.at} has ${quoted(word)}, ${EXPECTED}.`);
  return refused(`There are no numbers here.`);
}

/** Enough numbers of a size that can be fitted; more than `MOST_POINTS` are thinned evenly. */
function taken(numbers: readonly number[], note: string): Read {
  const far = numbers.find((x) => !(Math.abs(x) <= LARGEST));
  if (far !== undefined)
    return refused(`Numbers up to ${LARGEST.toLocaleString(LANGUAGE)} can be fitted, but there is ${far}.`);
  if (numbers.length < 2) return refused(`A fit needs at least 2 numbers, and there is ${numbers.length || 'none'}.`);
  const every = Math.ceil(numbers.length / MOST_POINTS);
  const points = numbers.filter((_, i) => i % every === 0).map(shortest);
  const thinned = every > 1 ? ` Of ${numbers.length} numbers every ${ordinal(every)} was taken.` : '';
  const all = points.every((x) => x === points[0]) ? ' All of them agree, so the Gaussian has no width.' : '';
  return {
    points,
    said: `${points.length} points, from ${textOf(Math.min(...points))} to ${textOf(Math.max(...points))}.${note}${thinned}${all}`,
  };
}

/** 1st, 2nd, 3rd, 4th …, but 11th, 12th and 13th, and so in every hundred. */
const ordinal = (k: number) =>
  `${k}${Math.floor((k % 100) / 10) === 1 ? 'th' : (['th', 'st', 'nd', 'rd'][k % 10] ?? 'th')}`;

/**
 * A list or a table, from whichever place it comes. Of a table the first column of numbers is taken and the others are
 * offered; what can be read in more than one way is refused with a sentence, and each way is offered.
 */
export async function readPoints(text: string): Promise<Reading> {
  const why = unreadable(text);
  if (why) return { read: refused(why), offers: [] };
  const lines = linesOf(text);
  const { rows, read, readings } = text.includes('"') || hasGaps(lines) ? { readings: [] } : plainRows(lines);
  if (read) return { read, offers: [...readings.map(inFull), ...(readings[0] ? gridOf(readings[0]) : [])] };
  if (rows) return ofGrid(rows);
  const table = lines.length > 1 ? await tableOf(lines) : undefined;
  if (!table || (table.columns.length === 0 && !table.headed)) return { read: readList(text), offers: [] };
  const { columns, said, asks } = table;
  const [first] = columns;
  return { read: first && !asks ? first.read : refused(said), offers: columns.length > 1 || asks ? columns : [] };
}

/** A cell without anything in it: between two separators, or before the first. */
const hasGaps = (lines: readonly Line[]) => lines.some(({ text }) => /^[,;|]|[,;\t|]\s*[,;\t|]/.test(text));

const inFull = (rows: Rows): Column => {
  const numbers = rows.flat();
  return { name: `${numbers.length} numbers: ${startOf(numbers)}`, read: taken(numbers, '') };
};

/** Rows of equal length, more of them than columns, are a table; else there is none. */
function gridOf(rows: Rows): readonly Column[] {
  const width = rows[0]?.length ?? 0;
  if (width < 2 || rows.length <= width || rows.some((row) => row.length !== width)) return [];
  return Array.from({ length: Math.min(WIDEST, width) }, (_, at) => {
    const name = `column ${at + 1}`;
    return {
      name,
      read: taken(
        rows.map((row) => row[at] ?? NaN),
        fromColumn(name, width),
      ),
    };
  });
}

function ofGrid(rows: Rows): Reading {
  const columns = gridOf(rows);
  const [first] = columns;
  if (!first) return { read: taken(rows.flat(), ''), offers: [] };
  return { read: first.read, offers: [...columns, { ...inFull(rows), name: `all ${rows.flat().length} numbers` }] };
}

const fromColumn = (name: string, of: number) => (of > 1 ? ` They are from “${name}”, one of ${of} columns.` : '');

/** Columns of numbers in a table, or the sentence that says why there are none, or which is not clear. */
export type Columns = { readonly columns: readonly Column[]; readonly said: string; readonly asks?: boolean };

type Cells = readonly string[];

/** Words between spaces are a table only under a heading that is words alone, or where no word is there at all: a slip in a list is none. */
const isSpaced = ([head = [], ...rows]: readonly Cells[]) =>
  head.every((cell) => isText(cell)) || ![head, ...rows].flat().some(isText);

/** The cells of a text with commas, semicolons, tabs or spaces; the reader of such files is fetched when one is there. */
async function tableOf(lines: readonly Line[]): Promise<(Columns & { readonly headed: boolean }) | undefined> {
  const told = /^sep=(.)$/.exec(lines[0]?.text ?? '')?.[1];
  const body = told === undefined ? lines : lines.slice(1);
  const delimiter =
    told ??
    ['\t', ';', '|', ','].find((mark) => 2 * body.filter(({ text }) => text.includes(mark)).length >= body.length);
  const rows = delimiter === undefined ? body.map(({ text }) => text.split(/\s+/)) : await cellsOf(body, delimiter);
  if (delimiter === undefined && !isSpaced(rows)) return undefined;
  const found = delimiter === ',' ? narrowHead(rows) : undefined;
  // A column of row names has no heading where the others have one (as R writes tables).
  const named = delimiter !== ',' && isShort(rows) ? [['', ...(rows[0] ?? [])], ...rows.slice(1)] : rows;
  return { ...(found ?? columnsOf(named)), headed: isHead(rows[0] ?? []) };
}

async function cellsOf(lines: readonly Line[], delimiter: string): Promise<readonly Cells[]> {
  const { default: papa } = await import('papaparse');
  const text = lines.map((line) => line.text).join('\n');
  return papa.parse<string[]>(text, { preview: ROWS_READ, skipEmptyLines: 'greedy', delimiter }).data;
}

/** Whether the heading is one cell shorter than every row. */
const isShort = ([head = [], ...rows]: readonly Cells[]) =>
  isHead(head) && rows.length > 0 && rows.every((row) => row.length === head.length + 1);

/** A heading with fewer cells than the rows below it have commas for: these may be decimal, or row names stand in front. */
function narrowHead(rows: readonly Cells[]): Columns | undefined {
  const [head = [], ...body] = rows;
  if (!isHead(head) || body.length === 0 || !body.every((row) => row.length > head.length)) return undefined;
  const ways = (['decimal', 'grouping'] as const).flatMap((comma) => joinedBy(head, body, comma));
  const { columns } = columnsOf(body);
  const [wide = 0] = body.map((row) => row.length);
  return {
    columns: [...ways, ...columns],
    said: `The heading has ${head.length} ${head.length === 1 ? 'cell' : 'cells'} and the rows have ${wide}: their commas may be decimal, or a heading may be missing.`,
    asks: true,
  };
}

/** One column from each row as a whole, its commas inside one number. */
function joinedBy(head: Cells, body: readonly Cells[], comma: Comma): readonly Column[] {
  const numbers = body.map((row) => numberIn(row.join(','), comma).value);
  if (head.length > 1 || numbers.some((value) => value === undefined)) return [];
  const name = `${nameOf(head[0], 0)}, ${COMMAS[comma]}`;
  return [
    {
      name,
      read: taken(
        numbers.filter((value) => value !== undefined),
        '',
      ),
    },
  ];
}

const COMMAS = { decimal: 'with decimal commas', grouping: 'with commas before thousands' } as const;
const WIDEST = 50;

/** What stands for a number that is not there. */
const MISSING = /^(?:#?n[./]?a\.?|nan|null|none|nil|missing|inf(?:inity)?|[-–—.?*]+)$/i;
const isMissing = (cell: string) => cell.trim() === '' || MISSING.test(cell.trim()) || NO_VALUE.test(cell.trim());
const isText = (cell: string) => !isMissing(cell) && !holdsNumber(cell);
const isHead = (cells: Cells) => cells.some(isText);

const nameOf = (heading: string | undefined, at: number) => {
  const name = (heading ?? '').trim().slice(0, 30);
  return name === '' ? `column ${at + 1}` : name;
};

/** The columns that hold numbers below their headings; cells that hold none are left out, and that is said. */
export function columnsOf(rows: readonly Cells[]): Columns {
  const [head = []] = rows;
  const headed = isHead(head);
  const body = headed ? rows.slice(1) : rows;
  const width = Math.min(WIDEST, Math.max(0, ...rows.slice(0, 1000).map((row) => row.length)));
  const tried = Array.from({ length: width }, (_, at) =>
    columnOf({
      cells: body.map((row) => row[at] ?? ''),
      first: headed ? 2 : 1,
      name: nameOf(headed ? head[at] : '', at),
      of: width,
    }),
  );
  const columns = tried.flatMap(({ found }) => found);
  const [first] = tried.filter(({ found }) => found.length > 0);
  if (first) return { columns, said: first.problem || (first.found[0]?.read.said ?? ''), asks: first.problem !== '' };
  const nearest = tried.reduce((a, b) => (b.good > a.good ? b : a), { good: -1, problem: 'There is no column in it.' });
  return { columns, said: `No column holds numbers. ${nearest.problem} The points stay as they were.` };
}

type Tried = { readonly good: number; readonly problem: string; readonly found: readonly Column[] };
type ColumnCells = { readonly cells: Cells; readonly first: number; readonly name: string; readonly of: number };

/** One column: the numbers in it; both readings of them where there are two, with a sentence; or why it has none. */
function columnOf(column: ColumnCells): Tried {
  const { cells, first, name } = column;
  const read = cells.map((cell) => numberIn(cell));
  const good = read.filter(({ refused }) => refused?.why !== 'no number').length;
  const texts = cells.filter(isText).length;
  const at = cells.findIndex(isText);
  const problem = at < 0 ? '' : `Row ${at + first}, “${name}”: found ${quoted(cells[at] ?? '')}, ${EXPECTED}.`;
  if (good === 0 || 2 * texts > good) return { good, problem: problem || `“${name}” is empty.`, found: [] };
  const odd = oddCell(cells, read);
  if (odd < 0) return { good, problem: '', found: [{ name, read: columnBy(column) }] };
  const both = (['decimal', 'grouping'] as const).map((comma) => ({
    name: `${name}, ${COMMAS[comma]}`,
    read: columnBy(column, comma),
  }));
  return { good, problem: `Row ${odd + first}, “${name}”: ${quoted(cells[odd] ?? '')} has two readings.`, found: both };
}

/** A cell with two readings, by itself or beside others with decimal commas. */
function oddCell(cells: Cells, read: readonly NumberRead[]): number {
  const twofold = read.findIndex(({ refused }) => refused?.why === 'two readings');
  if (twofold >= 0 || !read.some(({ comma }) => comma === 'decimal')) return twofold;
  return cells.findIndex((cell) => /^[^\d.,]*[1-9]\d{0,2}\.\d{3}$/.test(cell.trim()));
}

/** With decimal commas a point stands before thousands. */
const cellBy = (cell: string, comma: Comma | undefined) =>
  numberIn(comma === 'decimal' && /\.\d{3}(?!\d)/.test(cell) ? cell.replaceAll('.', '') : cell, comma).value;

function columnBy({ cells, first, name, of }: ColumnCells, comma?: Comma): Read {
  const numbers = cells.map((cell) => cellBy(cell, comma));
  const out = cells
    .map((cell, i) => ({ cell: cell.trim(), row: i + first }))
    .filter((_, i) => numbers[i] === undefined);
  const empty = out.filter(({ cell }) => cell === '').length;
  const others = out.filter(({ cell }) => cell !== '');
  const blanks = empty === 0 ? '' : ` ${empty} empty ${empty === 1 ? 'cell was' : 'cells were'} left out.`;
  const [one] = others;
  const texts = one
    ? ` ${others.length} ${others.length === 1 ? 'cell that is not a number' : 'cells that are not numbers'} ${others.length === 1 ? 'was' : 'were'} left out, such as ${quoted(one.cell)} in row ${one.row}.`
    : '';
  return taken(
    numbers.filter((value) => value !== undefined),
    fromColumn(name, of) + blanks + texts,
  );
}
