/** A figure's trained beginning, out of its file. Fetched with the first one that is wanted. */
import { paced } from '#src/base/paced.ts';
import type { Finish } from '#src/models/recorder.ts';
import { isKind, recorderOf } from '#src/models/recorders.ts';
import { numberIn, partIn, textIn, type Written } from '#src/models/shared/written.ts';
import type { Kind, Snapshot } from '#src/models/registry.ts';
import type { AnyValues } from './params.ts';

export type RecordingOf<K extends Kind> = {
  readonly [P in K]: { readonly kind: P; readonly snapshots: readonly Snapshot<P>[] };
}[K];

/** Snapshots of a run that was trained when these notes were made, oldest first, and the knobs that it was trained with. */
export type Recording = RecordingOf<Kind> & { readonly knobs: AnyValues };

/** Half a frame: how long the work goes on before the page may answer. */
const MILLISECONDS_A_SLICE = 8;

const inSlices: Finish = (work) => paced(work, () => undefined, MILLISECONDS_A_SLICE);

/** Reads a file as `npm run beginnings` wrote it. Throws where it is damaged: then there is no beginning at all. */
export async function readRecording(file: unknown, finish = inSlices): Promise<Recording> {
  const written = partIn({ file }, 'file');
  const kind = textIn(written, 'kind');
  if (!isKind(kind)) throw new Error(`Expected a kind of model in the recording, found “${kind}”.`);
  return { ...(await read<Kind>(kind, written, finish)), knobs: knobsIn(partIn(written, 'knobs')) };
}

async function read<K extends Kind>(kind: K, written: Written, finish: Finish): Promise<RecordingOf<K>> {
  return { kind, snapshots: await (await recorderOf(kind)).read(written, finish) };
}

const knobsIn = (written: Written): AnyValues =>
  Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, typeof value === 'string' ? value : numberIn(written, name)]),
  );
