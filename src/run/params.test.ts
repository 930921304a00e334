import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLink, writeLink } from './links.ts';
import {
  choice,
  fill,
  initialValues,
  number,
  onSlider,
  position,
  sayChanged,
  text,
  turnedTo,
  typedInto,
  valueAt,
} from './params.ts';

const specs = {
  beta: number('weight', { symbol: 'β', min: 0.01, max: 100, initial: 1, scale: 'log', about: '' }),
  shift: number('shift', { min: -3, max: 3, initial: -1, about: '' }),
  seed: number('seed', { min: 0, max: 9999, initial: 1, integer: true, about: '' }),
  decoder: choice('decoder', { bernoulli: 'Bernoulli', gaussian: 'Gaussian' }, { initial: 'bernoulli', about: '' }),
  drawing: text('drawing', {
    pattern: /^(?:[0-9a-f]{4})*$/,
    expected: 'groups of four digits 0 to f, 8 digits at most',
    maxLength: 8,
    initial: '00ff',
    about: '',
  }),
};

test('a value in range is kept and says nothing', () => {
  expect(fill(specs, { beta: '4', decoder: 'gaussian' })).toEqual({
    values: { beta: 4, shift: -1, seed: 1, decoder: 'gaussian', drawing: '00ff' },
    notices: [],
  });
});

test.each([
  [{ beta: '1e9' }, { beta: 100 }, /“beta” runs from 0.01 to 100, but the link says 1e9\. It was set to 100\./],
  [{ beta: 'much' }, { beta: 1 }, /needs a number from 0.01 to 100/],
  [{ seed: '2.6' }, { seed: 3 }, /whole number/],
  [{ decoder: 'cauchy' }, { decoder: 'bernoulli' }, /one of bernoulli, gaussian/],
  [{ gamma: '1' }, {}, /There is no knob “gamma” here; the knobs are beta, shift, seed, decoder, drawing/],
  [{ drawing: 'cat' }, { drawing: '00ff' }, /“drawing” needs groups of four digits .+ but the link says “cat”/],
  [{ drawing: '0123456789ab' }, { drawing: '00ff' }, /8 digits at most/],
  [{ drawing: 7 }, { drawing: '00ff' }, /“drawing” needs/],
])('%j is mended with a sentence', (given, expected, sentence) => {
  const { values, notices } = fill(specs, given);
  expect(values).toMatchObject(expected);
  expect(notices).toHaveLength(1);
  expect(notices[0]).toMatch(sentence);
});

test.each([
  ['beta', '0,5', 0.5],
  ['beta', '1e−1', 0.1],
  ['beta', '１２', 12],
  ['beta', ' +4', 4],
  ['shift', '−1.5', -1.5],
  ['shift', '–1,5', -1.5],
  ['seed', '1’234', 1234],
])('a link’s %s=%s is read as a person wrote it', (name, said, value) => {
  const { values, notices } = fill(specs, { [name]: said });
  expect({ ...values, notices }).toMatchObject({ [name]: value, notices: [] });
});

test('a link’s number with two readings is not chosen from, and both are told', () => {
  const { values, notices } = fill(specs, { beta: '1,234' });
  expect(values.beta).toBe(1);
  expect(notices).toEqual([
    '“beta” needs one number, but the link says “1,234”, which could mean 1.234 or 1234. It was left as it was.',
  ]);
});

describe('what is written into a field', () => {
  const { beta, shift, seed } = specs;

  test.each([
    [shift, '−1.5', { value: -1.5 }],
    [shift, '0,7', { value: 0.7 }],
    [beta, '0,5', { value: 0.5 }],
    [beta, '1.2e−1', { value: 0.12 }],
    [beta, '1×10⁻¹', { value: 0.1 }],
    [seed, '12', { value: 12 }],
    [beta, ' ', {}],
  ])('%#: “%s” says nothing more', (spec, text, typed) => {
    expect(typedInto(spec, text, 1)).toEqual(typed);
  });

  test.each([
    [
      shift,
      '1,234',
      {
        notice:
          '“1,234” could mean 1.234 or 1234. Write it without the comma, or with a decimal point; shift stays at −1.',
      },
    ],
    [shift, 'two', { notice: '“two” cannot be read as a number. Write one from −3 to 3; shift stays at −1.' }],
    [shift, '1.5 2', { notice: '“1.5 2” cannot be read as a number. Write one from −3 to 3; shift stays at −1.' }],
    [shift, '−99', { value: -3, notice: 'shift goes from −3 to 3: −99 became −3.' }],
    [beta, '1000', { value: 100, notice: 'β goes from 0.01 to 100: 1000 became 100.' }],
    [seed, '2,5', { value: 3, notice: 'seed takes whole numbers: 2,5 became 3.' }],
  ])('%#: “%s” is answered with a sentence', (spec, text, typed) => {
    expect(typedInto(spec, text, -1)).toEqual(typed);
  });

  test('is a value in range or none, and a sentence wherever it is not the number written', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-−+]?[\d.,' ]{1,8}(?:e[-−]?\d)?$/)), (text) => {
        for (const spec of [beta, shift, seed]) {
          const { value, notice } = typedInto(spec, text, spec.initial);
          if (value === undefined) expect(notice === undefined).toBe(text.trim() === '');
          else expect(value >= spec.min && value <= spec.max).toBe(true);
          if (notice === undefined && value !== undefined) expect(turnedTo(spec, text).odd).toBeUndefined();
        }
      }),
    ));
});

test('whatever a link says, every value ends in range and nothing throws', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.oneof(fc.constantFrom('beta', 'seed', 'decoder', 'drawing', '__proto__'), fc.string()),
        fc.string(),
      ),
      (given) => {
        const { values } = fill(specs, given);
        expect(values.beta).toBeGreaterThanOrEqual(0.01);
        expect(values.beta).toBeLessThanOrEqual(100);
        expect(Number.isInteger(values.seed)).toBe(true);
        expect(['bernoulli', 'gaussian']).toContain(values.decoder);
        expect(values.drawing).toMatch(/^(?:[0-9a-f]{4}){0,2}$/);
      },
    ),
  );
});

test('a link written and read again gives the same values', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.integer({ min: 0, max: 9999 }),
      fc.nat(20_000),
      fc.constantFrom('', '00ff', '0123cdef'),
      (beta, seed, step, drawing) => {
        const values = { ...initialValues(specs), beta, seed, drawing };
        const prefix = 'vae-tradeoff.';
        const link = readLink(writeLink(specs, values, { step, prefix }), prefix);
        expect(fill(specs, link.given).values).toEqual(values);
        expect(link.step ?? 0).toBe(step);
      },
    ),
  );
});

test('only what differs from the initial values is written', () => {
  expect(writeLink(specs, initialValues(specs))).toBe('');
  expect(writeLink(specs, { ...initialValues(specs), beta: 4 }, { step: 300 })).toBe('beta=4&step=300&v=2');
});

test('what differs is said in the words of the knobs', () => {
  const base = initialValues(specs);
  expect(sayChanged(specs, base, base)).toBe('');
  expect(sayChanged(specs, { ...base, beta: 4, decoder: 'gaussian', drawing: 'ffff' }, base)).toBe(
    'β 4, decoder Gaussian, another drawing',
  );
});

test('a bad step is dropped with a sentence', () => {
  expect(readLink('step=-3').notices[0]).toMatch(/whole number from 0/);
  expect(readLink('step=1.5').notices[0]).toMatch(/whole number from 0/);
  expect(readLink('step=1,234')).toMatchObject({ step: undefined, notices: [expect.stringMatching(/whole number/)] });
  expect(readLink('step=１２').step).toBe(12);
  expect(readLink('step=999999').step).toBe(20_000);
  const further = readLink('step=999999', '', 100_000);
  expect(further.step).toBe(100_000);
  expect(further.notices[0]).toMatch(/goes up to 100000/);
});

test('a control position and its value go back and forth within a step', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (where) => {
      // Values on a logarithmic knob keep three significant digits: a relative error of at most 0.5 % of the value.
      expect(Math.abs(position(specs.beta, valueAt(specs.beta, where)) - where)).toBeLessThan(
        0.0055 / Math.log(1e4) + 1e-9,
      );
    }),
  );
});

describe('a knob that another one bounds', () => {
  const heads = number('heads', { min: 2, max: 200, initial: 3, integer: true, upTo: 'n', about: '' });

  test.each([
    [10, 10],
    [200, 200],
    [300, 200],
    [1, 2],
  ])('ends on its slider at %i as %i', (n, end) => {
    const slider = onSlider(heads, { n });
    expect(slider.max).toBe(end);
    expect(valueAt(slider, 1)).toBe(end);
  });

  test('takes more from a link or a field', () => {
    expect(typedInto(heads, '50', 3)).toEqual({ value: 50 });
    expect(position(onSlider(heads, { n: 10 }), 10)).toBe(1);
  });

  test('without a bound it is the knob itself', () => {
    expect(onSlider(specs.seed, { n: 10 })).toBe(specs.seed);
  });
});
