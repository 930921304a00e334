/** WebGPU in Node, for tests: Dawn, on a GPU that has a Vulkan driver or on the software one that Chromium brings. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { afterAll } from 'vitest';
import { openDevice, type OpenedDevice } from './gpu-device.ts';

/** Where Debian keeps Chromium's libraries. */
const CHROMIUM = process.env['CHROMIUM_LIBRARIES'] ?? '/usr/lib/chromium';
/** glibc's RTLD_NODELETE: a library stays, also when nobody holds it. */
const STAYS = 0x1000;

type Dawn = { create(options: readonly string[]): GPU };

/** Dawn looks for the Vulkan loader and its drivers by name, in the system and then among what is loaded. */
function bringVulkan(): void {
  const [loader, driver] = [`${CHROMIUM}/libvulkan.so.1`, `${CHROMIUM}/vk_swiftshader_icd.json`];
  if (existsSync(driver)) process.env['VK_ICD_FILENAMES'] ??= driver;
  if (!existsSync(loader)) return;
  try {
    process.dlopen({ exports: {} }, loader, constants.dlopen.RTLD_NOW | STAYS);
  } catch {
    // Node says that this is none of its modules; it is loaded all the same.
  }
}

/**
 * While Dawn waits for the GPU it looks for an answer in every turn of the event loop, which keeps a core busy; here the
 * software that plays the GPU has better use for it. Dawn looks the function up by its name at each turn.
 */
function lookEveryMillisecond(): void {
  const later = (callback: (...args: unknown[]) => void, ...args: unknown[]) => setTimeout(callback, 1, ...args);
  Object.assign(globalThis, { setImmediate: later });
}

let gpu: GPU | undefined;

/** A device of its own for each call, or why there is none. The `GPU` stays: Dawn ends with it. */
export async function deviceInNode(): Promise<OpenedDevice | string> {
  try {
    bringVulkan();
    lookEveryMillisecond();
    gpu ??= (createRequire(import.meta.url)('webgpu') as Dawn).create([]);
  } catch (error) {
    return `Dawn for Node does not start here: ${error instanceof Error ? error.message : String(error)}`;
  }
  return openDevice(gpu);
}

/** A device for all tests of a file, given back after them, and its name; or no device, and the reason in the name. */
export async function deviceForTests(): Promise<{ readonly device: GPUDevice | undefined; readonly on: string }> {
  const opened = await deviceInNode();
  if (typeof opened === 'string') return { device: undefined, on: `a GPU (left out: ${opened})` };
  afterAll(() => opened.device.destroy());
  return { device: opened.device, on: opened.gpu };
}
