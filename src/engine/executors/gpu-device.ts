/** A GPU device for the stages, or a sentence that says why there is none. */
import { findAdapter, isSoftwareAdapter } from '../adapter.ts';

export type OpenedDevice = {
  readonly device: GPUDevice;
  /** What the driver calls the GPU; may be empty. */
  readonly gpu: string;
  /** Whether this is a GPU only by name, computed on the processor. */
  readonly fallback: boolean;
};

export async function openDevice(gpu: GPU | undefined): Promise<OpenedDevice | string> {
  const adapter = await findAdapter(gpu);
  return typeof adapter === 'string' ? adapter : deviceOn(adapter);
}

/** Buffers as large as the adapter allows; everything else by the standard's defaults, which every device has. */
async function deviceOn(adapter: GPUAdapter): Promise<OpenedDevice | string> {
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  try {
    const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
    const { vendor, architecture, description } = adapter.info;
    return {
      device,
      gpu: description || `${vendor} ${architecture}`.trim(),
      fallback: isSoftwareAdapter(adapter),
    };
  } catch {
    return 'The WebGPU adapter failed to give a device.';
  }
}
