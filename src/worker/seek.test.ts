import { expect, test } from 'vitest';
import { compiledKernels } from '#src/engine/executors/kernels.fixture.ts';
import { goalOf, stopOf, type Ask, type Run, type Standing } from '#src/engine/experiment.ts';
import type { Computing } from '#src/models/kind.ts';
import codes from '#src/models/codes/index.ts';
import gan from '#src/models/gan/index.ts';
import { seekIn } from './seek.ts';

type Named = { readonly snapshot: Standing };

/** A run whose steps take `milliseconds` each, by a clock of its own, and which lost its numbers at `lostAt`. */
function slow(milliseconds: number, lostAt = Infinity) {
  let time = 0;
  const asked: Ask[] = [];
  async function* steps(): Run<Named> {
    let [step, past] = [0, 0];
    for (;;) {
      const ask = (yield { snapshot: { step, ...(step >= lostAt && { lostAt: step }) } }) ?? 1;
      await Promise.resolve();
      asked.push(ask);
      const goal = goalOf(ask, step);
      if (goal < step) step = past;
      const stop = stopOf(ask, step, goal);
      time += milliseconds * (stop - step);
      [step, past] = [stop, 0];
    }
  }
  return { run: steps(), asked, now: () => time };
}

async function at(run: Run<Named>, step: number): Promise<void> {
  await run.next();
  await run.next({ to: step });
}

test.each([0.01, 1, 30, 400, 3000])(
  'with steps of %d ms the worker can be heard every two seconds or at each step, whichever is longer',
  async (milliseconds) => {
    const { run, now } = slow(milliseconds);
    await at(run, 700);
    const heard: number[] = [now()];
    const found = await seekIn(run, 590, { pace: Infinity, now, goesOn: () => Promise.resolve(heard.push(now()) > 0) });
    heard.push(now());
    expect(found?.snapshot.step).toBe(590);
    const gaps = heard.slice(1).map((time, i) => time - (heard[i] ?? NaN));
    // Pieces aim at half a second and grow by four at most: even one that was misjudged by four stays within two.
    expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.max(2000, milliseconds) + 1e-6);
  },
);

test('where steps are known to be fast the way is one question', async () => {
  const { run, asked, now } = slow(0.2);
  await at(run, 2000);
  asked.length = 0;
  await seekIn(run, 1700, { pace: 0.2, now, goesOn: () => Promise.resolve(true) });
  expect(asked).toHaveLength(1);
});

test('the steps on the way only rise, and a short way is one question', async () => {
  const { run, asked, now } = slow(100);
  await at(run, 71);
  const steps: number[] = [];
  await seekIn(run, 59, { pace: Infinity, now, goesOn: (step) => Promise.resolve(steps.push(step) > 0) });
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(steps[0]).toBe(1);
  asked.length = 0;
  await seekIn(run, 60, { pace: Infinity, now, goesOn: () => Promise.resolve(true) });
  expect(asked).toHaveLength(1);
});

test('a way that is broken off gives nothing and asks nothing more', async () => {
  const { run, asked, now } = slow(1000);
  await at(run, 71);
  asked.length = 0;
  expect(await seekIn(run, 59, { pace: Infinity, now, goesOn: (step) => Promise.resolve(step < 3) })).toBeUndefined();
  expect(asked).toHaveLength(3);
});

test('numbers that are lost on the way end it with the snapshot that says so', async () => {
  const { run, now } = slow(1000, 5);
  await run.next();
  const found = await seekIn(run, 59, { pace: Infinity, now, goesOn: () => Promise.resolve(true) });
  expect(found?.snapshot).toMatchObject({ step: 5, lostAt: 5 });
});

const simd: Computing = { name: 'simd', kernels: compiledKernels() };
const runs: Readonly<Record<string, () => Run<Standing>>> = {
  codes: () =>
    codes.run({ code: 'dense', size: 4, width: 20, lr: 3e-3, batch: 16, digits: 100, seed: 4 }, undefined, simd),
  gan: () =>
    gan.run(
      {
        seed: 2,
        data: 'ring',
        drawing: '',
        loss: 'non-saturating',
        kd: 2,
        lrd: 2e-3,
        lrg: 1e-3,
        noise: 3,
        width: 24,
        depth: 2,
        batch: 32,
        remedy: 'none',
      },
      undefined,
      simd,
    ),
};

test.each(Object.entries(runs))('%s: in pieces a run comes to the same bits as in one go', async (_, open) => {
  const stateAt = async (pieces: boolean): Promise<Standing['state']> => {
    const run = open();
    await run.next();
    await run.next(60);
    const named = (async function* () {
      for (let ask: Ask | undefined = yield { snapshot: { step: 60 } }; ;) {
        const { value, done } = await run.next(ask);
        if (done) return;
        ask = yield { snapshot: value };
      }
    })() satisfies Run<Named>;
    await named.next();
    // By a clock that stands still pieces grow as fast as they may: 1, 4, 16 …
    if (pieces) await seekIn(named, 47, { pace: Infinity, now: () => 0, goesOn: () => Promise.resolve(true) });
    else await named.next({ to: 47 });
    const { value } = await run.next('state');
    await run.return();
    return value?.state;
  };
  const whole = await stateAt(false);
  expect(whole?.step).toBe(47);
  expect(await stateAt(true)).toEqual(whole);
});
