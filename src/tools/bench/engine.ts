/** The engine against TensorFlow.js, jax-js and native PyTorch; its share of the machine's peak; how it grows. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { contests, TOLERANCE, type Contest } from '#src/bench/models/contests.ts';
import type { Site } from '../site.ts';
import { growthPicture, type Line } from './growth-picture.ts';
import { jaxRacing, serveJax } from './jax.ts';
import { measureMemory } from './memory.ts';
import { measurePeak } from './peak.ts';
import { multiplyAddsOf } from './multiply-adds.ts';
import { medianOf, raceInPage, type Raced, type Racing } from './rounds.ts';
import { markdown } from './table.ts';
import { measureFetched } from './transfer.ts';

const ROUNDS = { rounds: 11, milliseconds: 100 };
const best = (rounds: readonly number[]) => Math.min(...rounds);
const figures = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : '–');

/** What one contest found, by contestant. */
type Held = { readonly contest: Contest; readonly raced: readonly Raced[] };

export async function measureEngine(browser: Browser, site: Site, folder: string): Promise<string> {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  await serveJax(page);
  await page.goto(`${site.address}404.html`);
  const script = new URL(`_astro/${scriptIn(folder)}`, site.address).href;
  const peaks = [await measurePeak(page)];
  const held: Held[] = [];
  for (const contest of contests)
    held.push({ contest, raced: await raceInPage(page, racingIn(contest, script), ROUNDS) });
  const torch = torchTimes();
  peaks.push(await measurePeak(page));
  const share = await shareOfPeak(page, script, Math.max(...peaks));
  peaks.push(share.peak);
  const growth = await measureGrowth(page, script);
  await page.close();
  const parts = [
    raceTable(held),
    targetTable(held, torch),
    countTable(held),
    share.text,
    await measureFetched(browser, site, folder, 'simd'),
    await measureFetched(browser, site, folder, 'webgpu'),
    await measureMemory(),
    growth,
  ];
  return parts.join('\n\n');
}

function scriptIn(folder: string): string {
  const [script] = globSync('race.worker-*.js', { cwd: join(folder, '_astro') });
  if (script) return script;
  throw new Error('The built site has no worker that races. Run `npm run build` first.');
}

const stages = (executor: string) => ({ with: 'stages', executor });
const ours = (contest: Contest, script: string): Racing => ({
  name: 'simd',
  script,
  prepare: { type: 'prepare', contest, contestant: stages('simd') },
});

/** Everybody. Wide networks leave out those that would take seconds a step. */
function racingIn(contest: Contest, script: string): readonly Racing[] {
  const prepare = (contestant: unknown) => ({ type: 'prepare', contest, contestant });
  const backends = ['wasm', 'webgl', 'webgpu', 'cpu'].slice(0, contest.width > 256 ? 2 : 4);
  return [
    ours(contest, script),
    { name: 'reference', script, prepare: prepare(stages('reference')) },
    { name: 'webgpu', script, prepare: prepare(stages('webgpu')), counts: true },
    ...backends.map((backend) => ({
      name: `TF.js ${backend}`,
      script,
      prepare: prepare({ with: 'tfjs', backend }),
      counts: backend === 'webgpu',
    })),
    ...(contest.width > 128 ? [] : [jaxRacing(contest, 'wasm'), jaxRacing(contest, 'webgpu')]),
  ];
}

const simdOf = ({ raced }: Held): Raced => {
  const found = raced.find(({ name }) => name === 'simd');
  if (!found || found.fault !== undefined) throw new Error(`simd did not race: ${found?.fault ?? 'it was not there'}.`);
  return found;
};

function raceTable(held: readonly Held[]): string {
  const rows = held.flatMap((contest) =>
    contest.raced.map(({ name, rounds, right, fault }) => {
      const own = simdOf(contest).rounds;
      const numbers = fault ?? (right ? 'right' : 'wrong');
      const times = [medianOf(rounds), best(rounds), medianOf(rounds) / medianOf(own), best(rounds) / best(own)];
      return [contest.contest.title, name, ...times.map(figures), numbers];
    }),
  );
  return [
    `Each contestant in a worker of its own, the same parameters and feeds, ${ROUNDS.rounds} interleaved rounds of about ${ROUNDS.milliseconds} ms. ` +
      'GAN: G 2→32→32→2, D 2→32→32→1, batch 128, a step is one of each; VAE: 784→width→2→width→784, batch 64 unless told. ' +
      `“Right”: the loss at step 9 is within ${TOLERANCE} of what TensorFlow.js’s autodiff reaches. WebGL and WebGPU are as this machine has them; without graphics hardware they are software. ` +
      'At 1,024 wide TF.js’s webgpu and cpu were left out (seconds a step); jax-js races on the reference models.',
    '',
    markdown({
      columns: ['model', 'contestant', 'ms a step', 'fastest round', 'times simd', 'times simd, fastest', 'numbers'],
      rows,
    }),
  ].join('\n');
}

type Torch = { readonly version: string; readonly times: Readonly<Record<string, readonly [number, number]>> };

/** Debian's own Python has Debian's PyTorch, whatever stands before it in the path. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** PyTorch’s times where a Python has it; it is no dependency. */
function torchTimes(): Torch | undefined {
  const script = fileURLToPath(new URL('./torch-steps.py', import.meta.url));
  for (const python of PYTHONS) {
    const { status, stdout } = spawnSync(python, [script, String(ROUNDS.rounds)], { encoding: 'utf8' });
    if (status === 0) return JSON.parse(stdout) as Torch;
  }
  return undefined;
}

/** The contests that targets are set for. */
const targeted = (held: readonly Held[]) =>
  ['gan', 'vae-64', 'vae-128'].flatMap((name) => held.filter(({ contest }) => contest.name === name));

const rightWebgpu = ({ raced }: Held) => raced.find(({ name, right }) => name === 'webgpu' && right);

/** Ratios by medians and, in brackets, by fastest rounds, which a busy machine spoils less. */
function targetTable(held: readonly Held[], torch: Torch | undefined): string {
  const named = targeted(held);
  const against = (prefix: string, own: (contest: Held) => Raced | undefined = simdOf) =>
    named.map((contest) => {
      const right = contest.raced.filter(({ name, right: passes }) => name.startsWith(prefix) && passes);
      const least = (of: (rounds: readonly number[]) => number) =>
        Math.min(...right.map(({ rounds }) => of(rounds))) / of(own(contest)?.rounds ?? []);
      return `${figures(least(medianOf))} (${figures(least(best))})`;
    });
  const native = named.map((contest) => {
    const [median = NaN, fastest = NaN] = torch?.times[contest.contest.name] ?? [];
    const { rounds } = simdOf(contest);
    return `${figures(medianOf(rounds) / median)} (${figures(best(rounds) / fastest)})`;
  });
  return [
    'Ratios of this run: by medians, in brackets by fastest rounds.',
    '',
    markdown({
      columns: ['', 'target', 'GAN', 'VAE, batch 64', 'VAE, batch 128'],
      rows: [
        ['simd against the best plain TF.js backend', '≥ 25 / 9 / 9', ...against('TF.js')],
        ['webgpu against plain TF.js webgpu', '≥ 50 / 12 / 10', ...against('TF.js webgpu', rightWebgpu)],
        ['simd against the better jax-js', '≥ 3.5', ...against('jax-js')],
        ['time of simd / time of native PyTorch, one thread', '≤ 0.15 / 1.0 / 1.0', ...native],
      ],
    }),
    '',
    torch
      ? `PyTorch ${torch.version}: ${Object.entries(torch.times)
          .map(([name, [median, fastest]]) => `${name} ${figures(median)} ms (${figures(fastest)})`)
          .join(', ')}. A comparison, no dependency.`
      : 'Python has no PyTorch here, so that comparison was left out.',
  ].join('\n');
}

function countTable(held: readonly Held[]): string {
  const rows = targeted(held).flatMap(({ contest, raced }) =>
    raced.flatMap(({ name, counts }) =>
      counts ? [[contest.title, name, ...[counts.dispatches, counts.buffers, counts.script].map(figures)]] : [],
    ),
  );
  if (rows.length === 0) return 'There is no WebGPU here, so nothing was counted on it.';
  return [
    'What a step asks of WebGPU, over 16 steps once all is warm; JavaScript is what runs before the GPU is left to itself. Targets for `webgpu`: at most 4 dispatches (GAN) and 7 (VAE), no buffer, 0.02 ms.',
    '',
    markdown({ columns: ['model', 'contestant', 'dispatches', 'buffers made', 'ms of JavaScript'], rows }),
  ].join('\n');
}

/** Peak and VAE-128 are measured in turn, so that both see the same machine. */
async function shareOfPeak(page: Page, script: string, before: number): Promise<{ peak: number; text: string }> {
  const contest = contests.find(({ name }) => name === 'vae-128');
  if (!contest) throw new Error('There is no contest vae-128.');
  let [peak, fastest] = [before, Infinity];
  for (let i = 0; i < 4; i++) {
    const [raced] = await raceInPage(page, [ours(contest, script)], { rounds: 6, milliseconds: 40 });
    fastest = Math.min(fastest, ...(raced?.rounds ?? []));
    peak = Math.max(peak, await measurePeak(page, 4));
  }
  const { all, done } = multiplyAddsOf(contest);
  const rate = (count: number) => (count * 1000) / fastest;
  const percent = (count: number) => `${((100 * rate(count)) / peak).toFixed(0)} %`;
  const text =
    `**Share of the peak.** One thread reaches ${(peak / 1e9).toFixed(1)} billion multiply-adds a second in 128-bit SIMD here (peak.wat, best of its rounds). ` +
    `A step of VAE-128 has ${(all / 1e6).toFixed(1)} million multiply-adds, of which ${(done / 1e6).toFixed(1)} million are done, since paper is left out of the first layer; ` +
    `its fastest round took ${figures(fastest)} ms a step. That is ${percent(done)} of the peak by what is done, ${percent(all)} by what the model asks. Target ≥ 70 %.`;
  return { peak, text };
}

const ladder = (of: (value: number) => Partial<Contest>, values: readonly number[]) =>
  values.map((value) => ({
    value,
    contest: { name: 'growth', title: '', model: 'vae' as const, width: 128, batch: 64, ...of(value) },
  }));

const ladders = {
  batch: ladder((batch) => ({ batch }), [16, 32, 64, 128, 256, 512]),
  width: ladder((width) => ({ width }), [32, 64, 128, 256, 512, 1024]),
  depth: ladder((depth) => ({ depth }), [1, 2, 3, 4]),
};

async function measureGrowth(page: Page, script: string): Promise<string> {
  const lines: Line[] = [];
  for (const [name, rungs] of Object.entries(ladders)) {
    const racing = rungs.map(({ contest }) => ours(contest, script));
    const raced = await raceInPage(page, racing, { rounds: 7, milliseconds: 60 });
    const points = rungs.map(({ value }, i) => ({ value, milliseconds: medianOf(raced[i]?.rounds ?? []) }));
    lines.push({ name, points });
  }
  const address = await growthPicture(lines);
  return [
    '**Growth.** `simd`, ms a step of a VAE of width 128, batch 64 and one hidden layer in each network, but for what is turned.',
    '',
    ...lines.flatMap(({ name, points }) => [
      markdown({
        columns: [name, ...points.map(({ value }) => value.toLocaleString('en'))],
        rows: [['ms a step', ...points.map(({ milliseconds }) => figures(milliseconds))]],
      }),
      '',
    ]),
    `![Milliseconds a step against batch, width and depth, logarithmic](${address})`,
  ].join('\n');
}
