import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { before } from './before.ts';
import { lookingAt } from './looking.ts';
import type { Code, Plane as PlaneOf } from '../model.ts';
import { LiveDigit, Plane } from './Plane.tsx';

/** The plane trained beforehand and its digit, and nothing else: for a page that invites to the lecture. */
export default function CompactPlane() {
  const plane = useSignal<PlaneOf | undefined>(undefined);
  const at = useSignal<Code>([0.6, 0.4]);
  const looking = useMemo(() => lookingAt(plane, { at, to: (code) => (at.value = code) }), []);
  useEffect(() => {
    void before().then(
      (trained) => (plane.value = trained),
      () => undefined,
    );
  }, []);
  return (
    <div class="z-compact">
      <Plane looking={looking} />
      <LiveDigit looking={looking} most={180} />
    </div>
  );
}
