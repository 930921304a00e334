import { effect, signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { axesToFit, joinAxes, type Extents } from './axes.ts';

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

test('what a picture says it needs is shown by the pictures of both runs, until one run leaves', () => {
  const axes = signal({});
  const one = axesToFit({ id: 'vae', axes });
  const other = axesToFit({ id: 'vae-b', axes });
  expect(one.fit('rate', [2, 6])).toEqual([2, 6]);
  expect(other.fit('rate', [0, 3])).toEqual([0, 6]);
  expect(one.fit('rate', [2, 6])).toEqual([0, 6]);
  expect(one.fit('loss', [1, 2])).toEqual([1, 2]);
  other.leave();
  expect(one.fit('rate', [2, 6])).toEqual([2, 6]);
});

test('a picture is drawn again when the other run needs more of its axis, and not for what it says itself', () => {
  const axes = signal({});
  const [one, other] = [axesToFit({ id: 'vae', axes }), axesToFit({ id: 'vae-b', axes })];
  const drawn: (readonly number[])[] = [];
  const stop = effect(() => void drawn.push(one.fit('rate', [2, 6])));
  other.fit('rate', [0, 3]);
  other.fit('rate', [0, 3]);
  stop();
  expect(drawn).toEqual([
    [2, 6],
    [0, 6],
  ]);
});
