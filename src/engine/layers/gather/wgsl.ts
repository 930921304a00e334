import type { PartsOf } from '../../executors/wgsl/part.ts';

/** Images are read where they lie (readersOf in executors/wgsl/places.ts), so there is nothing to do. */
export const gather: PartsOf<'gather'> = { gather: {} };
