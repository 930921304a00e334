/** A chain of dense layers in a recording: its sizes, and its weights as two letters each. */
import type { Layer } from './in-the-page.ts';
import { line, lineIn, partIn, scaled, scaledIn, type Written } from './written.ts';

export const layersWritten = (layers: readonly Layer[]): Written => ({
  sizes: line([layers[0]?.inputs ?? NaN, ...layers.map(({ outputs }) => outputs)]),
  ...Object.fromEntries(layers.map(({ weights, bias }, i) => [`${i}`, { w: scaled(weights, 2), b: scaled(bias, 2) }])),
});

export function layersRead(written: Written, name: string): readonly Layer[] {
  const layers = partIn(written, name);
  const sizes = lineIn(layers, 'sizes');
  return sizes.slice(1).map((outputs, i): Layer => {
    const [layer, inputs] = [partIn(layers, `${i}`), sizes[i] ?? 0];
    const [weights, bias] = [scaledIn(layer, 'w', inputs * outputs, 2), scaledIn(layer, 'b', outputs, 2)];
    return { inputs, outputs, weights, bias };
  });
}
