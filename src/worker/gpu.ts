/** Our WGSL kernels with a device to run on; fetched only when the GPU is wanted. */
import type { AsyncExecutorFactory } from '#src/engine/executors/async-executor.ts';
import { enduring } from '#src/engine/executors/enduring.ts';
import { openDevice } from '#src/engine/executors/gpu-device.ts';
import { webgpu } from '#src/engine/executors/webgpu.ts';

export type Gpu = {
  readonly executor: AsyncExecutorFactory;
  /** What the driver calls it; may be empty. */
  readonly name: string;
  /** Whether it is a GPU only by name. */
  readonly software: boolean;
  /** Gives up the device and all that lies on it. */
  readonly destroy: () => void;
  readonly enduring: typeof enduring;
};

/** A device of its own, or a sentence that says why there is none. */
export async function openGpu(): Promise<Gpu | string> {
  const opened = await openDevice((navigator as { readonly gpu?: GPU }).gpu);
  if (typeof opened === 'string') return opened;
  const { device, gpu, fallback } = opened;
  return {
    // Workgroups that share memory are slow where a processor plays the GPU.
    executor: webgpu(device, fallback ? 'direct' : 'tiled'),
    name: gpu,
    software: fallback,
    destroy: () => device.destroy(),
    enduring,
  };
}
