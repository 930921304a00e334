import { describe, expect, test } from 'vitest';
import { widget } from '#src/run/meta.ts';
import { number } from '#src/run/params.ts';
import { contentFaults, faultsIn, homelessFigures, nearest, sharedExercises, type Known } from './content-check.ts';

const meta = widget({
  title: 'A coin',
  question: 'How probable?',
  invites: '',
  caption: 'A coin.',
  still: 'A coin.',
  lecture: 'coins',
  trains: false,
  params: { beta: number('weight', { min: 0, max: 10, initial: 1, about: 'The weight.' }) },
  metrics: { rate: { label: 'rate', unit: 'nats', digits: 2, about: 'The rate.' } },
  readouts: [],
  presets: {},
  views: {
    toss: {
      question: 'Heads?',
      caption: '',
      still: '',
      pictures: [],
      knobs: ['beta'],
      readouts: [],
      presets: [],
    },
  },
  settles: 'It lands.',
});
const known: Known = {
  widgets: new Map([['coin', meta]]),
  tags: new Map([
    ['Widget', { must: ['id'], may: ['view', 'set'] }],
    ['Hint', { must: [], may: [] }],
    ['Derivation', { must: ['title'], may: ['widget', 'set'] }],
    ['Line', { must: [], may: ['metric', 'term'] }],
    ['Scrub', { must: ['knob'], may: ['widget'] }],
    ['Live', { must: ['widget', 'metric'], may: [] }],
    ['Term', { must: ['of'], may: [] }],
    ['Diagram', { must: ['id'], may: [] }],
    ['Cite', { must: ['id'], may: [] }],
    ['Eq', { must: ['id'], may: [] }],
    ['Erratum', { must: ['n'], may: [] }],
    ['Exercise', { must: ['id', 'title'], may: ['widget', 'goal'] }],
    ['Lecture', { must: ['slug'], may: [] }],
  ]),
  references: ['bishop2006', 'minka2005'],
  equations: ['evidence'],
  errata: ['1'],
  diagrams: new Map([['training-step', ['encoder', 'rate']]]),
  pages: ['/lectures/coins/', '/widgets/coin/', '/appendices/notation/'],
};
const at = (source: string) => faultsIn('page.mdx', source, known).map(({ line, says }) => `${line}: ${says}`);

describe('what an author misspells is named with its line and the nearest right word', () => {
  test.each([
    ['a tag', 'One.\n\n<Hnit>So.</Hnit>', '3: There is no tag <Hnit>. Did you mean “Hint”?'],
    ['a widget', '\n<Widget id="cion" />', '2: There is no widget “cion”. Did you mean “coin”?'],
    [
      'a view',
      'One.\n\n<Widget id="coin" view="tos" />',
      '3: coin has no view “tos”. Its views are: toss. Did you mean “toss”?',
    ],
    [
      'a knob that is set',
      '<Widget id="coin" set={{ betaa: 1 }} />',
      '1: There is no knob of coin “betaa”. Did you mean “beta”?',
    ],
    ['a metric', '<Live widget="coin" metric="rat" />', '1: There is no metric of coin “rat”. Did you mean “rate”?'],
    [
      'a slider’s knob',
      '<Scrub widget="coin" knob="betta" />',
      '1: There is no knob of coin “betta”. Did you mean “beta”?',
    ],
    ['a term of the text', 'The <Term of="entropie">x</Term>.', '1: There is no term “entropie”.'],
    ['a term in a formula', 'So $a = \\term{evidnce}{b}$.', '1: There is no term “evidnce”. Did you mean “evidence”?'],
    ['a term in a displayed formula', '$$\n\\term{modle}{b}\n$$', '1: There is no term “modle”. Did you mean “model”?'],
    [
      'a diagram',
      'One.\n\n<Diagram id="trainign-step" />',
      '3: There is no diagram “trainign-step”. Did you mean “training-step”?',
    ],
    [
      'a part of a diagram',
      '<Diagram id="training-step" />\n\nThe <Term of="training-step.encodr">encoder</Term>.',
      '3: There is no part of the diagram training-step “encodr”. Did you mean “encoder”?',
    ],
    [
      'a part of a diagram in a formula',
      '<Diagram id="training-step" />\n\nSo $\\term{training-stp.rate}{R}$.',
      '3: There is no diagram “training-stp”. Did you mean “training-step”?',
    ],
    [
      'a diagram that is not on the page',
      'The <Term of="training-step.rate">rate</Term>.',
      '1: The word lights a part of the diagram training-step, but the page has no <Diagram id="training-step">.',
    ],
    [
      'a reference',
      'As in <Cite id="minka2005,bishop2007" />.',
      '1: There is no reference “bishop2007”. Did you mean “bishop2006”?',
    ],
    [
      'a formula’s label',
      'By <Eq id="evidense" />.',
      '1: There is no labelled formula “evidense”. Did you mean “evidence”?',
    ],
    [
      'an attribute',
      '<Widget idd="coin" id="coin" />',
      '1: There is no attribute of <Widget> “idd”. Did you mean “id”?',
    ],
    [
      'a page',
      'See [it](/lectures/coin/#x).',
      '1: There is no page “/lectures/coin/”. Did you mean “/lectures/coins/”?',
    ],
    ['a lecture', 'See <Lecture slug="coin" />.', '1: There is no lecture “coin”. Did you mean “coins”?'],
  ])('%s', (_, source, said) => expect(at(source)[0]).toMatch(new RegExp(`^${said.replace(/[.?()<>{}/]/g, '\\$&')}`)));
});

test('what is missing or out of range is named too', () => {
  expect(at('<Exercise title="Try">x</Exercise>')).toEqual(['1: <Exercise> needs the attribute “id”.']);
  expect(at('<Live metric="rate" />')).toEqual(['1: <Live> needs the attribute “widget”.']);
  expect(at('<Erratum n={7} />')[0]).toContain('There is no erratum “7”.');
  expect(at('<Widget id="coin" set={{ beta: 99 }} />')[0]).toMatch(/^1: .*beta.*10/);
  expect(
    at('<Exercise id="a" title="b" widget="coin" goal={[{ metric: \'rat\', above: 1 }]}>x</Exercise>')[0],
  ).toContain('There is no metric of coin “rat”.');
});

test('a line and a slider inside a derivation are held against its figure', () => {
  const source =
    '<Derivation title="A" widget="coin">\n\n<Scrub knob="gamma" />\n\n<Line metric="rte">\n\nx\n\n</Line>\n\n</Derivation>';
  expect(at(source).map((fault) => fault.slice(0, 40))).toEqual([
    '3: There is no knob of coin “gamma”. The',
    '5: There is no metric of coin “rte”. Did',
  ]);
});

test('what is right, or stands in code or in a comment, is no fault', () => {
  const source =
    'See [it](/lectures/coins/#top), <Term of="rate">rate</Term>, `<Hnit>` and <Cite id="bishop2006" />.\n\n{/* <Hnit /> */}\n\n```\n<Hnit>\n```\n\n<Widget id="coin" set={{ beta: 2 }} />';
  expect(at(source)).toEqual([]);
});

test('a name that resembles none is answered with the list', () => {
  expect(nearest('zzzzzzzz', ['coin', 'kl'])).toBe('There are: coin, kl.');
});

test('two exercises of one name are told apart by file and line', () => {
  const pages = new Map([
    ['a.mdx', '<Exercise id="x" title="A">1</Exercise>'],
    ['b.mdx', '\n\n<Exercise id="x" title="B">2</Exercise>'],
  ]);
  expect(sharedExercises(pages)).toEqual([
    { file: 'b.mdx', line: 3, says: 'The exercise “x” stands in a.mdx:1 already.' },
  ]);
});

test('a figure has to stand in the lecture that its page links to', () => {
  const pages = (words: string) => new Map([['content/lectures/02-coins.mdx', words]]);
  expect(homelessFigures(known, pages('<Widget id="coin" />'))).toEqual([]);
  expect(homelessFigures(known, pages('No figure.'))).toMatchObject([{ file: 'widgets/coin/meta.ts' }]);
  expect(homelessFigures(known, new Map())).toEqual([
    { file: 'widgets/coin/meta.ts', line: 1, says: 'There is no lecture “coins”. There is none yet.' },
  ]);
});

test('the words of this course have no fault', async () => {
  expect(await contentFaults(process.cwd())).toEqual([]);
});
