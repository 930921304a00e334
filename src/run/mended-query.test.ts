import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exchangePart, readLink, speaksOf } from './links.ts';
import { isTracking, mended } from './mended-query.ts';

const given = (query: string, prefix = '') => readLink(query, prefix).given;
const twoKnobs = { mu: '-2', sigma: '2' };

// Expected values: what each link said before it was mangled.
describe('a link with two knobs is read rightly', () => {
  test.each([
    ['as it was written', '?mu=-2&sigma=2'],
    ['with its ampersand as HTML writes it', '?mu=-2&amp;sigma=2'],
    ['with its ampersand escaped twice', '?mu=-2&amp;amp;sigma=2'],
    ['with its ampersand in capitals', '?mu=-2&AMP;sigma=2'],
    ['with its ampersand percent-encoded', '?mu=-2%26sigma=2'],
    ['with its ampersand escaped and then encoded', '?mu=-2%26amp%3Bsigma=2'],
    ['with all its signs encoded', '?mu%3D-2%26sigma%3D2'],
    ['with all its signs encoded twice', '?mu%253D-2%2526sigma%253D2'],
    ['with a value encoded twice', '?mu=%252D2&sigma=2'],
    ['with a semicolon between its parts', '?mu=-2;sigma=2'],
    ['with a second question mark', '?mu=-2?sigma=2'],
    ['with the bracket of a sentence behind it', '?mu=-2&sigma=2)'],
    ['with a comma and a quotation mark behind it', '?mu=-2&sigma=2,”'],
    ['with a full stop behind it', '?mu=-2&sigma=2.'],
    ['with the angle bracket of a mail', '?mu=-2&sigma=2>'],
    ['with spaces after its ampersand', '?mu=-2&%20sigma=2%20'],
    ['with zero-width spaces in it', '?mu=-2%E2%80%8B&%E2%80%8Bsigma=2'],
    ['with its anchor encoded', '?mu=-2&sigma=2%23kl-closed-form'],
    ['with trackers in front', '?utm_source=moodle&utm_medium=email&mu=-2&sigma=2'],
    ['with a tracker behind a second question mark', '?mu=-2&sigma=2?utm_source=moodle'],
    ['with trackers behind', '?mu=-2&amp;sigma=2&amp;fbclid=IwAR0x&amp;gclid=1&amp;mc_eid=7&amp;_hsenc=p2'],
  ])('%s', (_, query) => expect(given(query)).toEqual(twoKnobs));
});

test('a lecture’s link keeps its figures apart when its ampersands are mangled', () => {
  const query = '?vae-tradeoff.beta=4&amp;vae-tradeoff.latent=8&amp;kl-closed-form.mu=1';
  expect(given(query, 'vae-tradeoff.')).toEqual({ beta: '4', latent: '8' });
  expect(given(query, 'kl-closed-form.')).toEqual({ mu: '1' });
  expect(speaksOf(query, 'kl-closed-form.')).toBe(true);
  expect([...mended(query).query.keys()].every((name) => !name.startsWith('amp'))).toBe(true);
});

test('step, seed and knobs of a mangled link all arrive', () => {
  const { given: knobs, step } = readLink('?beta=4&amp;latent=8&amp;seed=7&amp;step=50');
  expect(knobs).toEqual({ beta: '4', latent: '8', seed: '7' });
  expect(step).toBe(50);
});

test('an anchor that was encoded into the last value is known by itself', () => {
  expect(mended('?kl-closed-form.sigma=2%23kl-closed-form').anchor).toBe('kl-closed-form');
  expect(mended('?mu=-2&sigma=2%23kl-closed-form).').anchor).toBe('kl-closed-form');
  expect(mended('?mu=-2&sigma=2').anchor).toBeUndefined();
});

test('near misses of a knob’s name are no trackers, so that they get their sentence', () => {
  expect(['Mu', 'sigmma', 'beta2', 'sourc', 'hide2', 'utm', 'reff', 'refs', 'sigma_'].filter(isTracking)).toEqual([]);
});

test('the address bar forgets the mangled spelling of a knob once the knob is turned', () => {
  const query = exchangePart('?mu=-2&amp;sigma=2&utm_source=moodle', 'mu=1&v=1', '', ['mu', 'sigma'], 'b.');
  expect(new URLSearchParams(query).getAll('sigma')).toEqual([]);
  expect(query).not.toContain('amp');
  expect(new URLSearchParams(query).get('utm_source')).toBe('moodle');
});

/** What a knob's value may look like in a link: numbers, words, drawings in hexadecimal digits, lists. */
const values = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,11}$/),
  fc.stringMatching(/^[0-9a-f]{1,64}$/),
  fc.array(fc.stringMatching(/^-?\d{1,3}(\.\d{1,3})?$/), { minLength: 1, maxLength: 5 }).map((list) => list.join(' ')),
);
const names = fc.stringMatching(/^[a-z][a-zA-Z-]{0,8}(\.[a-z]{1,6})?$/).filter((name) => !isTracking(name));
const queries = fc.uniqueArray(fc.tuple(names, values), { minLength: 1, maxLength: 6, selector: ([name]) => name });

test.each([
  ['nothing happened to it', (query: string) => query],
  ['its ampersands were escaped', (query: string) => query.replaceAll('&', '&amp;')],
  ['its ampersands were encoded', (query: string) => query.replaceAll('&', '%26')],
  ['it was encoded whole', encodeURIComponent],
  ['a sentence ended behind it', (query: string) => `${query}),`],
  ['an anchor was encoded into it', (query: string) => `${query}%23figure`],
])('any query reads the same after %s', (_, mangled) => {
  fc.assert(
    fc.property(queries, (pairs) => {
      const query = new URLSearchParams(pairs).toString();
      expect([...mended(mangled(query)).query]).toEqual(pairs);
    }),
    { numRuns: 500 },
  );
});

test('whatever stands in an address, reading it throws nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (query) => {
      mended(query);
    }),
    { numRuns: 2000 },
  );
});
