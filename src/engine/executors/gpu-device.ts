/** A GPU device for the stages, or a sentence that says why there is none. */

export type OpenedDevice = {
  readonly device: GPUDevice;
  /** What the driver calls the GPU; may be empty. */
  readonly gpu: string;
  /** Whether this is a GPU only by name, computed on the processor. */
  readonly fallback: boolean;
};

/** Buffers as large as the adapter allows; everything else by the standard's defaults, which every device has. */
export async function openDevice(gpu: GPU | undefined): Promise<OpenedDevice | string> {
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return 'This machine offers no WebGPU adapter.';
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  try {
    const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    return { device, gpu: description || `${vendor} ${architecture}`.trim(), fallback: isFallbackAdapter };
  } catch (error) {
    return `The WebGPU adapter gives no device: ${error instanceof Error ? error.message : String(error)}`;
  }
}
