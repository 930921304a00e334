import { expect, test } from 'vitest';
import { inOneGo, withNewest, type HostMessage } from './host-messages.ts';

const set = (params: object): HostMessage => ({ type: 'set', params });
const [play, pause, step, reset] = ['play', 'pause', 'step', 'reset'].map((type) => ({ type }));
const left = (...messages: (HostMessage | undefined)[]) =>
  messages.reduce<readonly HostMessage[]>((waiting, next) => (next ? withNewest(waiting, next) : waiting), []);

test('of many settings each knob has its newest value, and they are one message', () => {
  expect(left(set({ mu: 1, sigma: 2 }), set({ mu: 2 }), set({ mu: 3 }))).toEqual([set({ mu: 3, sigma: 2 })]);
});

test('a reset and the start behind it both happen, in their order, however often they came', () => {
  expect(left(reset, play, reset, play)).toEqual([reset, play]);
  expect(left(play, reset, play, reset)).toEqual([play, reset]);
  expect(left(play, pause, play, pause)).toEqual([play, pause]);
});

test('settings before a reset stay before it, and those behind it behind', () => {
  expect(left(set({ mu: 1 }), reset, set({ sigma: 2 }), set({ sigma: 3 }))).toEqual([
    set({ mu: 1 }),
    reset,
    set({ sigma: 3 }),
  ]);
});

test('a setting after a step comes after it, since it begins the run anew', () => {
  expect(left(set({ mu: 1 }), step, set({ mu: 2 }))).toEqual([step, set({ mu: 2 })]);
});

test('a message that says nothing sensible is handed on as it is, once', () => {
  expect(left({ type: 7 }, { type: 7 }, set({ mu: 1 }), { type: 'set', params: 3 })).toEqual([
    { type: 7 },
    set({ mu: 1 }),
  ]);
});

/** A figure that does what messages say, as plainly as can be: knobs, whether it plays, and its step. */
function plain(messages: readonly HostMessage[], resets: 'knobs' | 'run') {
  const now = { knobs: {} as object, plays: false, begun: false };
  for (const message of messages) {
    if (message['type'] === 'set') Object.assign(now, { knobs: { ...now.knobs, ...(message['params'] as object) } });
    if (message['type'] === 'play') Object.assign(now, { plays: true, begun: true });
    if (message['type'] === 'pause') now.plays = false;
    if (message['type'] === 'reset')
      Object.assign(now, resets === 'knobs' ? { knobs: {} } : { plays: false, begun: false });
  }
  return now;
}

test('seven thousand messages end as they would have ended one by one, and are six acts at most', () => {
  // A small generator of numbers, so that the same thousands come in every run.
  let seed = 1;
  const draw = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 50; round++) {
    const messages = Array.from({ length: 7000 - 139 * round }, () =>
      draw(2) ? set({ [draw(2) ? 'mu' : 'sigma']: draw(9) }) : ([play, pause, reset][draw(3)] ?? {}),
    );
    const acted: HostMessage[] = [];
    const tasks: (() => void)[] = [];
    const take = inOneGo(
      (message) => void acted.push(message),
      (task) => void tasks.push(task),
    );
    messages.forEach(take);
    expect(tasks).toHaveLength(1);
    tasks[0]?.();
    // Play, pause, reset, a step, and settings on either side of the reset.
    expect(acted.length).toBeLessThanOrEqual(6);
    expect(plain(acted, 'knobs').knobs).toEqual(plain(messages, 'knobs').knobs);
    const [one, other] = [plain(acted, 'run'), plain(messages, 'run')];
    expect({ plays: one.plays, knobs: one.knobs }).toEqual({ plays: other.plays, knobs: other.knobs });
  }
});
