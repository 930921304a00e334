import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';

type Props<Layer extends string> = {
  label: string;
  /** What each layer shows, in words, and its mark as it looks in the picture. */
  layers: Readonly<Record<Layer, { readonly name: string; readonly mark: JSX.Element }>>;
  shown: Signal<Readonly<Record<Layer, boolean>>>;
};

/** The legend of a picture, each entry a box that takes its layer away and brings it back. */
export function Layers<Layer extends string>({ label, layers, shown }: Props<Layer>) {
  return (
    <div class="layers" role="group" aria-label={label}>
      {(Object.keys(layers) as Layer[]).map((layer) => (
        <label key={layer}>
          <input
            type="checkbox"
            data-layer={layer}
            checked={shown.value[layer]}
            onChange={(event) => (shown.value = { ...shown.value, [layer]: event.currentTarget.checked })}
          />
          {layers[layer].mark} {layers[layer].name}
        </label>
      ))}
    </div>
  );
}

/** A mark drawn in a box of 22 × 14, coloured by its class. */
export const Swatch = ({ of, children }: { of: string; children: JSX.Element | JSX.Element[] }) => (
  <svg class={`swatch-${of}`} width="22" height="14" aria-hidden="true">
    {children}
  </svg>
);
