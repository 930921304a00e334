/** What a WebGPU adapter is, asked before anything is made on it. */

/** What is read of a GPUAdapter, in its current and its older form. */
export type AdapterTraits = {
  readonly info?: { readonly isFallbackAdapter?: boolean; readonly architecture?: string };
  readonly isFallbackAdapter?: boolean;
};

/** The adapter that this machine would train on, or a sentence that says why there is none. */
export async function findAdapter(gpu: GPU | undefined): Promise<GPUAdapter | string> {
  if (!gpu) return 'This browser offers no WebGPU.';
  try {
    return (
      (await gpu.requestAdapter({ powerPreference: 'high-performance' })) ?? 'This machine offers no WebGPU adapter.'
    );
  } catch {
    return 'This browser’s WebGPU failed to give an adapter.';
  }
}

/** Whether a WebGPU adapter computes on the processor instead of on graphics hardware. */
export function isSoftwareAdapter({ info, isFallbackAdapter }: AdapterTraits): boolean {
  return info?.isFallbackAdapter ?? isFallbackAdapter ?? isSoftwareRenderer(info?.architecture ?? '');
}

/** Whether the renderer that a WebGL context or an adapter names is a program on the processor. */
export function isSoftwareRenderer(renderer: string): boolean {
  return /swiftshader|llvmpipe|softpipe|software|microsoft basic render/i.test(renderer);
}
