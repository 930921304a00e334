import type { ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { GRID } from '#src/models/vae/plane.ts';
import { squareIn } from '#src/plots/code-plane.ts';
import type { Grip } from '#src/ui/drag.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { useTheHandle } from './handle.ts';
import { bare, type Over } from './layers.ts';
import { movedBy, type Looking } from './looking.ts';
import { codeAt, type Code } from '../model.ts';
import { digitRow } from '../pictures/digit-row.ts';
import { planePainter, type Cloud } from '../pictures/z-plane.ts';
import { words } from './words.ts';

type Props = {
  looking: Looking;
  over?: ReadonlySignal<Over>;
  lit?: ReadonlySignal<Cloud | undefined>;
  /** What a press at a code does, and again with each move: moves the marker, unless told. */
  press?: (at: Code, begins: boolean) => void;
  /** Whether a hovering pointer shows what is under it. */
  hovers?: () => boolean;
};

/** The code under a place of the frame, in pixels. */
function codeUnder(x: number, y: number, width: number): Code {
  const { left, top, side } = squareIn({ width, height: width });
  return [codeAt((x - left) / side), codeAt(1 - (y - top) / side)];
}

/** Where the marker stands and what the digit there looks like. */
export const said = ({ at, reading }: Looking) => {
  const read = reading.value;
  return words.at(at.value) + (read ? `: ${words.looksLike(read.digit, read.sure)}` : '');
};

/** The plane, for a finger, a pointer and the arrow keys. */
export function Plane({ looking, over, lit, press, hovers = () => true }: Props) {
  const paint = useMemo(planePainter, []);
  const to = press ?? ((code: Code) => looking.go(code));
  const grip: Grip = (start) => {
    const before = looking.at.peek();
    let begins = true;
    return {
      move({ x, y }) {
        to(codeUnder(x, y, start.width), begins);
        begins = false;
      },
      back: () => looking.go(before),
    };
  };
  const handle = useTheHandle((x, y, width) => to(codeUnder(x, y, width), false));
  const hover = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.pointerType !== 'mouse' || event.buttons !== 0 || !hovers()) return;
    const frame = event.currentTarget.querySelector('.picture-frame')?.getBoundingClientRect();
    if (frame) looking.hover(codeUnder(event.clientX - frame.left, event.clientY - frame.top, frame.width));
  };
  const key = (event: KeyboardEvent) => {
    const next = movedBy(event, looking.at.peek());
    if (!next) return;
    event.preventDefault();
    looking.go(next);
  };
  const draw = ({ width }: { width: number }) => {
    const plane = looking.plane.value;
    if (!plane) return waiting();
    return paint(
      {
        ...(over?.value ?? bare),
        grid: plane.grid,
        gridSide: GRID,
        lit: lit?.value,
        trail: looking.trail.value,
        marker: looking.at.value,
      },
      { width, height: width },
    );
  };
  return (
    // An application takes the arrow keys to itself, as a map does; the two sliders beside it do the same without.
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions
    <div
      ref={handle}
      class="z-keys"
      role="application"
      aria-roledescription={words.role}
      aria-label={words.keys}
      // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={key}
      onPointerMove={hover}
      onPointerLeave={() => looking.hover(undefined)}
    >
      <Picture title={words.plane} summary={() => said(looking)} height={320} grow={2} draw={draw} grip={grip} />
    </div>
  );
}

function waiting(): HTMLElement {
  const sentence = document.createElement('p');
  sentence.className = 'note-small';
  sentence.textContent = words.waiting;
  return sentence;
}

/** The digit at the marker, large, and what it looks like. */
export function LiveDigit({ looking, most = 260 }: { looking: Looking; most?: number }) {
  const draw = ({ width }: { width: number }) => {
    const image = looking.picture.value;
    return image ? digitRow([{ image, words: said(looking) }], width, most) : waiting();
  };
  return (
    <div class="z-digit">
      <Picture title={words.digit} summary={() => said(looking)} height={160} grow={1} draw={draw} />
      <p class="for-ears" aria-live="polite">
        {looking.hovering.value ? '' : said(looking)}
      </p>
    </div>
  );
}
