import { describe, expect, test } from 'vitest';
import { readReport } from './files.ts';
import { proofOf, type Proof } from './proof.ts';
import { faultOfEntry, faultOfProof, faultOfSettings, judge, missedBy, statedBy, type Known } from './report-check.ts';
import { initialOf, metaOf, metricsAt, widgetIds } from './widgets.ts';

const meta = metaOf('kl-closed-form');
const goal = [
  { metric: 'kl', above: 0.5031, below: 0.5051 },
  { knob: 'sigma', above: 0.97, below: 1.03 },
];
const half: Known = { name: 'kl-divergence/half-a-nat', title: 'Half a nat', figure: 'kl-closed-form', goal };
const byHand: Known = { name: 'kl-divergence/any-two-gaussians', title: 'Any two Gaussians' };

/** ½μ² at σ = 1 and μ = 1.004. */
const settings = { ...initialOf('kl-closed-form'), mu: 1.004, sigma: 1 };
const metrics = metricsAt('kl-closed-form', settings);
const honest: Proof = { widget: 'kl-closed-form', settings, step: 0, backend: '', numbers: metrics };
const entryOf = (proof: unknown, exercise = half.name) => {
  const solved = [{ exercise, title: 'T', proof }];
  const [entry] = readReport(JSON.stringify({ notes: 'report', version: 1, by: '', made: '', solved })).solved;
  return entry ?? { exercise: '', title: '' };
};
const none: ReadonlySet<string> = new Set();

test('an honest entry holds: the figure gives the same numbers, and they reach the goal', () => {
  const entry = entryOf(honest);
  expect(faultOfEntry(entry, half, none)).toBeUndefined();
  expect(faultOfSettings(honest, meta)).toBeUndefined();
  const { holds, numbers, goal: said } = judge(goal, honest, { step: 0, metrics }, meta);
  expect(holds).toBe(true);
  expect(numbers).toBe(`The figure gives the same ${Object.keys(metrics).length} numbers.`);
  expect(said).toBe('By the figure’s own numbers the goal is reached.');
});

describe('a forged entry is refused with a sentence', () => {
  test('of an exercise that does not exist', () => {
    expect(faultOfEntry(entryOf(honest, 'kl-divergence/no-such'), undefined, none)).toBe(
      'There is no exercise “kl-divergence/no-such” in this course, so it does not count.',
    );
  });

  test('listed twice: it counts once', () => {
    expect(faultOfEntry(entryOf(honest), half, new Set([half.name]))).toMatch(/counts once/);
  });

  test('with the right numbers of another figure', () => {
    expect(faultOfEntry(entryOf({ ...honest, widget: 'gan-objective' }), half, none)).toBe(
      'The numbers are of the figure “gan-objective”, and this exercise is about “kl-closed-form”.',
    );
  });

  test('without numbers, or without the one that the goal asks for', () => {
    expect(faultOfEntry(entryOf({ ...honest, numbers: {} }), half, none)).toBe('The report states no numbers for it.');
    expect(faultOfEntry(entryOf({ ...honest, numbers: { 'mean-term': 0.5 } }), half, none)).toMatch(/not state “kl”/);
  });

  test('ticked by hand, or of an exercise that no figure ticks', () => {
    expect(faultOfEntry(entryOf(undefined), half, none)).toMatch(/Ticked by hand/);
    expect(faultOfEntry(entryOf(honest, byHand.name), byHand, none)).toMatch(/No figure can check/);
  });

  test('whose true numbers do not reach the goal: KL 0 is not half a nat', () => {
    const set = { ...settings, mu: 0 };
    const zero = metricsAt('kl-closed-form', set);
    const {
      holds,
      numbers,
      goal: said,
    } = judge(goal, { ...honest, settings: set, numbers: { kl: 0 } }, { step: 0, metrics: zero }, meta);
    expect(holds).toBe(false);
    expect(numbers).toBe('The figure gives the same number; it is the only one stated.');
    expect(said).toBe(
      'By the figure’s own numbers the goal is not reached: kl is 0, and at least 0.5031 and at most 0.5051 is asked.',
    );
  });

  test('whose numbers reach the goal and are not the figure’s', () => {
    const set = { ...settings, mu: 0 };
    const { holds, numbers } = judge(
      goal,
      { ...honest, settings: set, numbers: { kl: 0.504 } },
      { step: 0, metrics: metricsAt('kl-closed-form', set) },
      meta,
    );
    expect(holds).toBe(false);
    expect(numbers).toBe('1 of 1 numbers differ: kl is 0.504 in the report and 0 in the figure.');
  });

  test('with a knob that is missing from the goal’s range although the number is right', () => {
    // At μ = 0, σ = 0.4226 the divergence is 0.5041 nats as well; the exercise asks for σ near 1.
    const set = { ...settings, mu: 0, sigma: 0.42257 };
    const seen = metricsAt('kl-closed-form', set);
    expect(seen['kl']).toBeGreaterThan(0.45);
    expect(
      judge([goal[1] ?? {}], { ...honest, settings: set, numbers: seen }, { step: 0, metrics: seen }, meta).goal,
    ).toMatch(/sigma is 0\.42257, and at least 0\.97 and at most 1\.03 is asked/);
  });

  test.each([
    ['a knob out of range', { mu: 99 }, /settings.*mu/],
    ['a knob that the figure does not have', { nu: 1 }, /There is no knob “nu”/],
    ['a knob that is not a number', { mu: 'lots' }, /mu/],
  ])('with %s', (_, wrong, sentence) => {
    expect(faultOfSettings({ ...honest, settings: { ...settings, ...wrong } }, meta)).toMatch(sentence);
  });

  test('with a step that the figure cannot stand at', () => {
    expect(faultOfSettings({ ...honest, step: 3 }, meta)).toMatch(/does not train/);
    const vae = { ...honest, settings: initialOf('vae-tradeoff'), step: 10_000_000 };
    expect(faultOfSettings(vae, metaOf('vae-tradeoff'))).toMatch(/ends at 20000/);
  });

  test.each([
    ['the settings are a list', { settings: [1] }],
    ['the numbers are a list', { numbers: [0.504] }],
    ['a number is text', { numbers: { kl: '0.504' } }],
    ['a setting is a table', { settings: { mu: { valueOf: 1 } } }],
    ['the step is half', { step: 0.5 }],
    ['the step is below zero', { step: -1 }],
    ['the figure is an address', { widget: '../../x' }],
    [
      'there are a thousand numbers',
      { numbers: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`n${i}`, 1])) },
    ],
    ['a text is huge', { settings: { mu: 'x'.repeat(100_000) } }],
  ])('damaged: %s', (_, wrong) => {
    expect(faultOfEntry(entryOf({ ...honest, ...wrong }), half, none)).toBe(
      'This entry is damaged and cannot be read.',
    );
  });
});

test.each(['__proto__', 'constructor', 'toString', 'has own'])('the name %s stands for nothing in an entry', (name) => {
  const proof = JSON.parse(
    JSON.stringify(honest).replace('"numbers":{', `"numbers":{${JSON.stringify(name)}:0.5,`),
  ) as unknown;
  const entry = entryOf(proof);
  const found = entry.damaged ? undefined : judge(goal, entry.proof ?? honest, { step: 0, metrics }, meta);
  expect(found?.holds ?? false).toBe(false);
  expect(faultOfEntry(entry, undefined, none)).toBeDefined();
});

test('what is missing from a goal is said with the number found; ∞ in a file counts as ∞', () => {
  const proof: Proof = { ...honest, numbers: { reverse: 'Infinity', kl: 1 } };
  expect(missedBy([{ metric: 'reverse', above: 1e300 }], statedBy(proof))).toBeUndefined();
  expect(missedBy([{ metric: 'reverse', below: 3 }], statedBy(proof))).toBe(
    'reverse is Infinity, and at most 3 is asked',
  );
  expect(missedBy([{ metric: 'gap', below: 3 }], statedBy(proof))).toBe('gap is absent, and at most 3 is asked');
  expect(missedBy([{ knob: 'mu', is: 'one' }], statedBy(proof))).toBe('mu is 1.004, and one is asked');
});

test.each(widgetIds)('a proof of %s is read back whole, and its settings are none that the figure refuses', (id) => {
  const numbers = Object.fromEntries(Object.keys(metaOf(id).metrics).map((name) => [name, 0.5]));
  const proof = proofOf({ widget: id, values: initialOf(id), metrics: numbers, step: 0 }, '');
  const entry = entryOf(proof);
  expect(entry.proof).toEqual(proof);
  expect(faultOfProof({ name: 'a/b', title: '', figure: id, goal: [] }, proof)).toBeUndefined();
  expect(faultOfSettings(proof, metaOf(id))).toBeUndefined();
});
