import type { Code, SourceFile } from '#src/ui/panel.ts';

/**
 * The programs that show a widget's model whole, by convention under `widgets/<id>/code/`: `tfjs.ts` for TensorFlow.js,
 * which `sources.ts` names as readers save it, and `keras.py` and `pytorch.py`, which say the same elsewhere.
 */
const own = import.meta.glob<{ sources: readonly SourceFile[]; flags: readonly string[] }>(
  '/widgets/*/code/sources.ts',
);
const python = import.meta.glob<string>('/widgets/*/code/*.py', { query: '?raw', import: 'default' });

const LIBRARIES: Readonly<Record<string, string>> = {
  'keras.py': 'The same in Keras, a file of its own',
  'pytorch.py': 'The same in PyTorch, a file of its own',
};

/** Every file of a widget's code, fetched when it is asked for. */
export async function codeOf(id: string): Promise<Code> {
  const here = own[`/widgets/${id}/code/sources.ts`];
  if (!here) throw new Error(`There is no code for “${id}”.`);
  const { sources, flags } = await here();
  const elsewhere = Object.entries(LIBRARIES).map(async ([name, about]): Promise<SourceFile[]> => {
    const text = await python[`/widgets/${id}/code/${name}`]?.();
    return text === undefined ? [] : [{ name, about, text }];
  });
  return { flags, files: [...sources, ...(await Promise.all(elsewhere)).flat()] };
}
