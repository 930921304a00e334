import { expect, test } from 'vitest';
import { isThere, widget, type MetricsOf } from './meta.ts';
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
