/**
 * The replay on the home page: pictures of a recorded run on one sheet, one blended into the next. It is fetched after the
 * page is shown, plays once by itself unless the reader wants no motion, and stops at the first touch.
 */
import { LANGUAGE } from '#src/base/language.ts';
import { dragging } from '#src/ui/drag.ts';
import { replay as words } from '../words/home.ts';
import { blendAt, positionAfter } from './play.ts';

/** In the sheet's pixels: half a picture is five digits wide. */
const [SIDE, HALF] = [28, 5 * 28] as const;

const place = document.querySelector<HTMLElement>('[data-replay]');
const steps = (place?.dataset['steps'] ?? '').split(' ').map(Number);
const last = steps.length - 1;
const still = matchMedia('(prefers-reduced-motion: reduce)');

const written = (step: number | undefined) => (step ?? 0).toLocaleString(LANGUAGE);

type Parts = {
  readonly picture: HTMLElement;
  readonly canvases: readonly HTMLCanvasElement[];
  readonly slider: HTMLInputElement;
  readonly button: HTMLButtonElement;
  readonly output: HTMLOutputElement;
};

function partsOf(root: HTMLElement): Parts | undefined {
  const picture = root.querySelector<HTMLElement>('[data-picture]');
  const slider = root.querySelector('input');
  const button = root.querySelector('button');
  const output = root.querySelector('output');
  if (!picture || !slider || !button || !output) return undefined;
  return { picture, canvases: [...root.querySelectorAll('canvas')], slider, button, output };
}

async function sheetOf(address: string): Promise<HTMLImageElement> {
  const sheet = new Image();
  sheet.src = address;
  await sheet.decode();
  return sheet;
}

/** Draws the picture at a place between the first moment, 0, and the last. */
function paint(canvases: readonly HTMLCanvasElement[], sheet: HTMLImageElement, rows: number, position: number): void {
  const { at, next, share } = blendAt(position, last);
  for (const [half, canvas] of canvases.entries()) {
    const context = canvas.getContext('2d');
    if (!context) return;
    const draw = (moment: number) =>
      context.drawImage(sheet, half * HALF, moment * rows * SIDE, HALF, rows * SIDE, 0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.globalAlpha = 1;
    draw(at);
    context.globalAlpha = share;
    if (share > 0) draw(next);
  }
}

function player({ picture, canvases, slider, button, output }: Parts, sheet: HTMLImageElement, rows: number) {
  let position = 0;
  let frame = 0;
  const show = (now: number) => {
    position = now;
    paint(canvases, sheet, rows, position);
    const step = written(steps[Math.round(position)]);
    slider.value = String(Math.round(position));
    output.textContent = words.step(step, written(steps[last]));
    slider.setAttribute('aria-valuetext', output.textContent);
    picture.setAttribute('aria-label', words.picture(step));
  };
  const say = (playing: boolean) => {
    button.setAttribute('aria-label', playing ? words.pause : words.play);
    button.toggleAttribute('data-playing', playing);
  };
  const pause = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    say(false);
  };
  const play = () => {
    const begun = { at: performance.now(), position: position >= last ? 0 : position };
    const go = (now: number) => {
      show(positionAfter(now - begun.at, begun.position, last));
      if (position < last) frame = requestAnimationFrame(go);
      else pause();
    };
    say(true);
    frame = requestAnimationFrame(go);
  };
  const scrub = (to: number) => {
    pause();
    show(to);
  };
  return { show, play, pause, scrub, isPlaying: () => frame !== 0, position: () => position };
}

async function begin(root: HTMLElement): Promise<void> {
  const parts = partsOf(root);
  if (!parts) return;
  const sheet = await sheetOf(root.dataset['sheet'] ?? '');
  const replay = player(parts, sheet, Number(root.dataset['rows']));
  replay.show(still.matches ? last : 0);
  for (const canvas of parts.canvases) canvas.hidden = false;
  root.dataset['ready'] = '';
  parts.slider.addEventListener('input', () => replay.scrub(parts.slider.valueAsNumber));
  parts.slider.addEventListener('keydown', () => replay.pause());
  parts.button.addEventListener('click', () => (replay.isPlaying() ? replay.pause() : replay.play()));
  dragging(parts.picture, () => {
    const before = replay.position();
    return {
      move: ({ x, width }) => replay.scrub(Math.min(last, Math.max(0, (x / width) * last))),
      back: () => replay.scrub(before),
    };
  });
  if (!still.matches) replay.play();
}

/** Once the page is there and has had a moment; without its sheet the picture stays as it is. */
function soon(root: HTMLElement): void {
  const start = () => setTimeout(() => void begin(root).catch(() => undefined), 300);
  if (document.readyState === 'complete') start();
  else addEventListener('load', start, { once: true });
}

if (place) soon(place);
