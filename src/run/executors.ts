import type { ExecutorName } from '#src/worker/protocol.ts';

/** What may train a model, and how the reader's choice calls it. */
export const executors: Readonly<Record<ExecutorName, string>> = {
  auto: 'whatever is fastest here',
  simd: 'our kernels in WebAssembly SIMD',
  reference: 'our stages in plain JavaScript',
  webgpu: 'TensorFlow.js on WebGPU',
  webgl: 'TensorFlow.js on WebGL',
  wasm: 'TensorFlow.js in WebAssembly',
  cpu: 'TensorFlow.js in plain JavaScript',
};

const KEY = 'notes:executor';
const isExecutor = (name: string | null | undefined): name is ExecutorName =>
  typeof name === 'string' && Object.hasOwn(executors, name);

/** What the link asks for, or else what was chosen earlier in this visit. */
export function chosenExecutor(asked: string | undefined): {
  readonly executor: ExecutorName;
  readonly notices: readonly string[];
} {
  if (isExecutor(asked)) return { executor: asked, notices: [] };
  const notices =
    asked === undefined
      ? []
      : [
          `“backend” is one of ${Object.keys(executors).join(', ')}, but the link says “${asked.slice(0, 40)}”. It was left out.`,
        ];
  return { executor: remembered() ?? 'auto', notices };
}

function remembered(): ExecutorName | undefined {
  try {
    const kept = sessionStorage.getItem(KEY);
    return isExecutor(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function rememberExecutor(executor: ExecutorName): void {
  try {
    sessionStorage.setItem(KEY, executor);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the figure.
  }
}
