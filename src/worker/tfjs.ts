/** TensorFlow.js with its binaries; fetched only where it trains. */
import { openBackend, type BackendName } from '#src/engine/backends.ts';
import { wasmPaths } from './wasm-paths.ts';

export const openTfjs = (wanted?: BackendName) => openBackend(wanted, wasmPaths);
