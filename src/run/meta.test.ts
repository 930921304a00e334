import { expect, test } from 'vitest';
import { initialAt, isThere, widget, type MetricsOf } from './meta.ts';
import { number } from './params.ts';

const about = {
  title: '',
  question: '',
  invites: '',
  caption: '',
  still: '',
  lecture: '',
  settles: '',
  trains: false,
} as const;
const params = { mu: number('mean', { min: -1, max: 1, initial: 0, about: '' }) };
const spec = { label: '', unit: '', digits: 2, about: '' };
const metrics = { kl: spec, asked: { ...spec, when: { game: 'by-class' } } } as const;
const meta = widget({ ...about, params, metrics, readouts: ['kl'], presets: {} });

test('a metric under a name that the description lacks is an error of types, and so is one that is missing', () => {
  const all: MetricsOf<typeof meta> = { kl: 1, asked: 0.5 };
  const without: MetricsOf<typeof meta> = { kl: 1 };
  // @ts-expect-error: misspelt.
  const misspelt: MetricsOf<typeof meta> = { k1: 1 };
  // @ts-expect-error: one too many.
  const more: MetricsOf<typeof meta> = { kl: 1, jsd: 0 };
  // @ts-expect-error: only what some settings lack may be missing.
  const missing: MetricsOf<typeof meta> = { asked: 0.5 };
  expect([all, without, misspelt, more, missing]).toHaveLength(5);
});

test('a readout under a name that no metric has is an error of types', () => {
  expect(meta.readouts).toEqual(['kl']);
  // @ts-expect-error: misspelt.
  expect(widget({ ...about, params, metrics, readouts: ['k1'], presets: {} }).readouts).toEqual(['k1']);
});

test('a metric is there at any knobs unless it says with which', () => {
  expect(isThere(metrics.kl, { game: 'plain' })).toBe(true);
  expect(isThere(metrics.asked, { game: 'by-class' })).toBe(true);
  expect(isThere(metrics.asked, { game: 'plain' })).toBe(false);
});

test('a link is read with the initial values of its version: a change holds for its version and all before it', () => {
  const two = { ...params, nu: number('mean', { min: -1, max: 1, initial: 0.5, about: '' }) };
  const changed = { params: two, before: { 1: { mu: 0.1 }, 3: { mu: 0.3, nu: 0.4 } } };
  expect(initialAt(changed, 1)).toEqual({ mu: 0.1, nu: 0.4 });
  expect(initialAt(changed, 2)).toEqual({ mu: 0.3, nu: 0.4 });
  expect(initialAt(changed, 3)).toEqual({ mu: 0.3, nu: 0.4 });
  expect(initialAt(changed, 4)).toEqual({ mu: 0, nu: 0.5 });
  expect(initialAt({ params: two }, 1)).toEqual({ mu: 0, nu: 0.5 });
});
