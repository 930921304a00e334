/** What is looked at on a plane and where: shared by the figure and by the plane and digit alone, as the front page has them. */
import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { PretrainedClassifier } from '#src/engine/data/pretrained-classifier.ts';
import { codeAt, decoded, shareOf, type Code, type Plane } from '../model.ts';

export type Looking = {
  /** Nothing until it has come. */
  readonly plane: ReadonlySignal<Plane | undefined>;
  /** Where the digit that is shown stands. */
  readonly at: ReadonlySignal<Code>;
  /** Where a pointer hovers that has not pressed. */
  readonly hovering: Signal<Code | undefined>;
  readonly trail: Signal<readonly Code[]>;
  readonly picture: ReadonlySignal<Uint8Array | undefined>;
  /** What the classifier reads in the picture; it comes once somebody has moved. */
  readonly reading: ReadonlySignal<Reading | undefined>;
  /** Puts the marker at a code, and remembers the way there. */
  readonly go: (code: Code) => void;
  readonly hover: (code: Code | undefined) => void;
};

type Reading = { readonly digit: number; readonly sure: number };

const TRAIL = 60;

/** `set` is where the marker stays: knobs of a figure, or a signal. */
export function lookingAt(
  plane: ReadonlySignal<Plane | undefined>,
  set: { readonly at: ReadonlySignal<Code>; readonly to: (code: Code) => void },
): Looking {
  const hovering = signal<Code | undefined>(undefined);
  const trail = signal<readonly Code[]>([]);
  const classifier = signal<PretrainedClassifier | undefined>(undefined);
  let asked = false;
  const remember = (code: Code) => {
    trail.value = [...trail.peek(), code].slice(-TRAIL);
    if (asked) return;
    asked = true;
    import('#src/engine/data/pretrained-classifier.ts')
      .then(({ loadPretrainedClassifier }) => loadPretrainedClassifier())
      .then(
        (loaded) => (classifier.value = loaded),
        () => (asked = false),
      );
  };
  const at = computed(() => hovering.value ?? set.at.value);
  const picture = computed(() => plane.value && decoded(plane.value.networks, at.value));
  return {
    plane,
    at,
    hovering,
    trail,
    picture,
    reading: computed(() => picture.value && classifier.value && readIn(classifier.value, picture.value)),
    go(code) {
      hovering.value = undefined;
      remember(code);
      set.to(code);
    },
    hover(code) {
      if (code) remember(code);
      hovering.value = code;
    },
  };
}

function readIn(classifier: PretrainedClassifier, image: Uint8Array): Reading {
  const { probabilities } = classifier.read(Float32Array.from(image, (byte) => byte / 255));
  const sure = Math.max(...probabilities);
  return { digit: probabilities.indexOf(sure), sure };
}

/** Shares of the square a key moves by, and with the shift key. */
const [STEP, LEAP] = [1 / 60, 1 / 10];

/** Where an arrow key leads from a code; nothing for any other key. */
export function movedBy({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>, [z1, z2]: Code): Code | undefined {
  const by = shiftKey ? LEAP : STEP;
  const moved = (z: number, way: number) => codeAt(shareOf(z) + way * by);
  switch (key) {
    case 'ArrowLeft':
      return [moved(z1, -1), z2];
    case 'ArrowRight':
      return [moved(z1, 1), z2];
    case 'ArrowUp':
      return [z1, moved(z2, 1)];
    case 'ArrowDown':
      return [z1, moved(z2, -1)];
    case 'Home':
      return [0, 0];
    default:
      return undefined;
  }
}
