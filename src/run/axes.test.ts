import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { joinAxes, type Extents } from './axes.ts';

test('two runs draw over what both need, and one alone over its own once the other leaves', () => {
  const axes = signal({});
  const [first, second] = [signal<Extents>({ loss: [0, 2], step: [0, 100] }), signal<Extents>({ loss: [-1, 1] })];
  const one = joinAxes({ id: 'gan', axes }, first);
  expect(one.shared.value).toEqual({ loss: [0, 2], step: [0, 100] });
  const other = joinAxes({ id: 'gan-b', axes }, second);
  expect(one.shared.value).toEqual({ loss: [-1, 2], step: [0, 100] });
  second.value = { loss: [-1, 5] };
  expect(one.shared.value).toEqual(other.shared.value);
  expect(one.shared.value['loss']).toEqual([-1, 5]);
  other.leave();
  expect(one.shared.value['loss']).toEqual([0, 2]);
});
