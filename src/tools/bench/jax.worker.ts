/**
 * The race's models in jax-js, a whole step under one `jit`: a worker that answers like src/bench/race.worker.ts. The
 * bench serves it with the package beside it; no page of the site loads it. Names as in the library: `.ref` keeps an
 * array that would otherwise be given away.
 */
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, valueAndGrad, type Device } from '@jax-js/jax';

export type JaxPrepare = {
  readonly type: 'prepare';
  readonly device: Device;
  readonly model: 'vae' | 'gan';
  /** Where parameters and feeds lie: single-precision numbers in the order of the two lists of shapes. */
  readonly data: string;
  readonly parameters: readonly (readonly number[])[];
  /** Parameters of the GAN's first network, the generator. */
  readonly first: number;
  /** Shapes of one feed, and how many there are. */
  readonly feed: readonly (readonly number[])[];
  readonly feeds: number;
  readonly adam: { readonly beta1: number; readonly beta2: number; readonly epsilon: number };
  readonly rate: number;
  readonly checked: number;
  readonly expected: number;
  readonly tolerance: number;
};
type Command = JaxPrepare | { readonly type: 'round'; readonly milliseconds: number };
type Arrays = np.Array[];
type State = { p: Arrays; m: Arrays; v: Arrays };

const layer = (x: np.Array, w: np.Array | undefined, b: np.Array | undefined): np.Array => {
  if (!w || !b) throw new Error('A layer lacks its weights or its bias.');
  return np.matmul(x, w).add(b);
};

function vaeLoss(p: Arrays, x: np.Array, noise: np.Array): np.Array {
  const [w1, b1, w2, b2, w3, b3, w4, b4] = p;
  const rows = x.shape[0] ?? 1;
  const [mu, logVar] = np.split(layer(nn.relu(layer(x.ref, w1, b1)), w2, b2), 2, 1);
  if (!mu || !logVar) throw new Error('The code has two halves.');
  const z = mu.ref.add(np.exp(logVar.ref.mul(0.5)).mul(noise));
  const a = layer(nn.relu(layer(z, w3, b3)), w4, b4);
  const distortion = np.sum(nn.softplus(a.ref).sub(x.mul(a)));
  const rate = np.sum(np.square(mu).add(np.exp(logVar.ref)).sub(logVar).sub(1)).mul(0.5);
  return distortion.add(rate).mul(1 / rows);
}

const net = (p: Arrays, x: np.Array): np.Array => {
  const [w1, b1, w2, b2, w3, b3] = p;
  const hidden = nn.leakyRelu(layer(nn.leakyRelu(layer(x, w1, b1), 0.2), w2, b2), 0.2);
  return layer(hidden, w3, b3);
};
const refs = (p: Arrays): Arrays => p.map((array) => array.ref);

const judged = (d: Arrays, g: Arrays, real: np.Array, noise: np.Array): np.Array => {
  const atReal = np.mean(nn.softplus(net(refs(d), real).mul(-1)));
  return atReal.add(np.mean(nn.softplus(net(d, net(g, noise)))));
};
const made = (g: Arrays, d: Arrays, noise: np.Array): np.Array => np.mean(nn.softplus(net(d, net(g, noise)).mul(-1)));

/** Adam on a list of parameters. `rates` hold lr / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ). */
function adam({ p, m, v }: State, g: Arrays, rates: readonly [np.Array, np.Array], { adam: a }: JaxPrepare): State {
  const next: State = { p: [], m: [], v: [] };
  g.forEach((gradient, i) => {
    const [value, first, second] = [p[i], m[i], v[i]];
    if (!value || !first || !second) throw new Error('There are more gradients than parameters.');
    const mNext = first.mul(a.beta1).add(gradient.ref.mul(1 - a.beta1));
    const vNext = second.mul(a.beta2).add(np.square(gradient).mul(1 - a.beta2));
    const size = np.sqrt(vNext.ref.mul(rates[1].ref)).add(a.epsilon);
    next.p.push(value.sub(mNext.ref.mul(rates[0].ref).div(size)));
    next.m.push(mNext);
    next.v.push(vNext);
  });
  rates.forEach((rate) => rate.dispose());
  return next;
}

type Step = (state: State, rates: [np.Array, np.Array], fed: Arrays) => [State, np.Array];

function vaeStep(prepare: JaxPrepare): Step {
  return (state, rates, [x, noise]) => {
    if (!x || !noise) throw new Error('A step is fed images and noise.');
    const [loss, gradients] = valueAndGrad(vaeLoss)(refs(state.p), x, noise);
    return [adam(state, gradients, rates, prepare), loss];
  };
}

/** First the discriminator, then the generator against what it has become. */
function ganStep(prepare: JaxPrepare): Step {
  const parts = ({ p, m, v }: State) => {
    const cut = (from: number, to?: number): State => ({
      p: p.slice(from, to),
      m: m.slice(from, to),
      v: v.slice(from, to),
    });
    return [cut(0, prepare.first), cut(prepare.first)] as const;
  };
  return (state, rates, [real, first, second]) => {
    if (!real || !first || !second) throw new Error('A step is fed points and noise for either player.');
    const [g, d] = parts(state);
    const [dLoss, dGradients] = valueAndGrad(judged)(refs(d.p), refs(g.p), real, first);
    const dNext = adam(d, dGradients, [rates[0].ref, rates[1].ref], prepare);
    const [gLoss, gGradients] = valueAndGrad(made)(refs(g.p), refs(dNext.p), second);
    const gNext = adam(g, gGradients, rates, prepare);
    const both = (key: keyof State) => [...gNext[key], ...dNext[key]];
    return [{ p: both('p'), m: both('m'), v: both('v') }, dLoss.add(gLoss)];
  };
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

async function open(prepare: JaxPrepare): Promise<(steps: number) => Promise<number>> {
  const devices = await init(prepare.device);
  if (!devices.includes(prepare.device)) throw new Error(`jax-js does not start on ${prepare.device} here.`);
  defaultDevice(prepare.device);
  const values = new Float32Array(await (await fetch(prepare.data)).arrayBuffer());
  let at = 0;
  const taken = (shapes: readonly (readonly number[])[]) =>
    shapes.map((shape) => np.array(values.slice(at, (at += sizeOf(shape))), { shape: [...shape] }));
  const p = taken(prepare.parameters);
  const zeros = () => prepare.parameters.map((shape) => np.zeros([...shape]));
  const pool = Array.from({ length: prepare.feeds }, () => taken(prepare.feed));
  const step = jit(prepare.model === 'vae' ? vaeStep(prepare) : ganStep(prepare));
  let state: State = { p, m: zeros(), v: zeros() };
  let done = 0;
  return async (steps) => {
    let loss: np.Array | undefined;
    for (const end = done + steps; done < end; done++) {
      loss?.dispose();
      const t = done + 1;
      const rates = [prepare.rate / (1 - prepare.adam.beta1 ** t), 1 / (1 - prepare.adam.beta2 ** t)];
      const [first, second] = rates.map((rate) => np.array([rate]));
      const fed = pool[done % pool.length];
      if (!first || !second || !fed) throw new Error('A step is fed two rates and its numbers.');
      [state, loss] = step(state, [first, second], refs(fed));
    }
    await blockUntilReady(state);
    return (await loss?.data())?.[0] ?? NaN;
  };
}

let advance: ((steps: number) => Promise<number>) | undefined;
let pace = 1;

async function obey(command: Command): Promise<unknown> {
  if (command.type === 'prepare') {
    advance = await open(command);
    await advance(command.checked - 1);
    const begin = performance.now();
    const loss = await advance(1);
    pace = performance.now() - begin;
    return { type: 'ready', loss, right: Math.abs(loss / command.expected - 1) <= command.tolerance };
  }
  const steps = Math.max(1, Math.round(command.milliseconds / Math.max(pace, 0.01)));
  const begin = performance.now();
  await advance?.(steps);
  pace = (performance.now() - begin) / steps;
  return { type: 'round', steps, millisecondsPerStep: pace };
}

addEventListener('message', ({ data }: MessageEvent<Command>) => {
  obey(data)
    .catch((error: unknown) => ({ type: 'failed', message: error instanceof Error ? error.message : String(error) }))
    .then((report) => postMessage(report), reportError);
});
