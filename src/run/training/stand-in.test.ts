import { describe, expect, test } from 'vitest';
import { standsIn, takenAfter } from './stand-in.ts';

const opened = { taken: false, linked: false, turned: [], shownUntrained: ['data'] };

describe('a trained beginning', () => {
  test.each([
    ['stands where the figure is as it opened', {}, 'alike'],
    ['stands, and is shown as what it is, once a knob of training is turned', { turned: ['beta'] }, 'otherwise'],
    ['makes room for what a figure shows untrained', { turned: ['beta', 'data'] }, undefined],
    ['makes room for a run of the reader’s', { taken: true }, undefined],
    ['never stands where a link asks for a step', { linked: true }, undefined],
    ['does not stand there with other knobs either', { linked: true, turned: ['beta'] }, undefined],
  ] as const)('%s', (_, now, standing) => {
    expect(standsIn({ ...opened, ...now })).toBe(standing);
  });
});

describe('its place', () => {
  test.each([
    ['is not taken by a run that has no snapshot yet', false, false, 'loading', false],
    ['is not taken by a run that failed before its first snapshot', false, false, 'failed', false],
    ['is taken by the first snapshot', false, true, 'running', true],
    ['stays taken while a run begins anew', true, false, 'loading', true],
    ['stays taken where a run that began anew failed', true, false, 'failed', true],
    ['is given back by a reset', true, false, 'idle', false],
  ] as const)('%s', (_, taken, snapshot, status, after) => {
    expect(takenAfter(taken, { snapshot, status })).toBe(after);
  });
});
