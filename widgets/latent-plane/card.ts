import { effect, signal } from '@preact/signals';
import { h, render } from 'preact';
import { initialValues } from '#src/run/params.ts';
import type { CardParts, OpenCard } from '#src/ui/card.ts';
import { meta } from './meta.ts';
import type { Code, Plane as PlaneOf } from './model.ts';
import { before } from './parts/before.ts';
import { lookingAt, type Looking } from './parts/looking.ts';
import { LiveDigit, Plane, said } from './parts/Plane.tsx';

/** The plane trained beforehand, and the digit under the finger; the slider moves the first number of the code as well. */
export const open: OpenCard = async (parts) => {
  const trained = await before();
  const { z1, z2 } = initialValues(meta.params);
  const at = signal<Code>([z1, z2]);
  const looking = lookingAt(signal<PlaneOf | undefined>(trained), { at, to: (code) => (at.value = code) });
  show(parts, looking);
  follow(parts, looking);
};

function show({ picture }: CardParts, looking: Looking): void {
  const holder = document.createElement('div');
  holder.className = 'z-card';
  picture.replaceChildren(holder);
  render([h(Plane, { looking }), h(LiveDigit, { looking })], holder);
}

function follow({ control }: CardParts, looking: Looking): void {
  control.addEventListener('input', () => looking.go([Number(control.value), looking.at.peek()[1]]));
  effect(() => {
    control.value = String(looking.at.value[0]);
    control.setAttribute('aria-valuetext', said(looking));
  });
}
