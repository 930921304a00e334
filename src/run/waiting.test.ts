import { expect, test } from 'vitest';
import { waitingFor } from './waiting.ts';

const giveUp = () => undefined;
const progress = { type: 'progress', run: 1, what: 'Growing digits', share: 0.5 } as const;
const alive = (bytes: number) => ({ type: 'alive', run: 1, bytes }) as const;
const silent = { type: 'silent', run: 1, seconds: 20 } as const;

test('while something is fetched the bytes that came are told beside what is waited for', () => {
  const starting = { what: 'Starting' };
  expect(waitingFor(starting, alive(4096), giveUp)).toEqual({ what: 'Starting', bytes: 4096 });
  expect(waitingFor(starting, alive(0), giveUp)).toEqual(starting);
});

test('a sign of life while nothing is waited for shows nothing', () => {
  expect(waitingFor(undefined, alive(4096), giveUp)).toBeUndefined();
});

test('of a long silence the reader is asked, and a later sign of life takes the question back', () => {
  const asked = waitingFor(undefined, silent, giveUp);
  expect(asked).toMatchObject({ what: expect.stringContaining('20 seconds') as string, giveUp });
  expect(waitingFor(asked, alive(0), giveUp)).toBeUndefined();
  expect(waitingFor(asked, progress, giveUp)).toEqual({ what: 'Growing digits', share: 0.5 });
});
