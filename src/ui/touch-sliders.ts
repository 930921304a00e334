/**
 * Every slider of the page under a finger. Browsers turn a slider as soon as it is touched, and scroll the page with the
 * same finger: here the slider waits for a sideways move or for the end of a tap, and a scroll leaves it as it was.
 */
import { isSideways, isTap } from './touch.ts';

type Touch = {
  readonly slider: HTMLInputElement;
  readonly pointerId: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly before: string;
  /** Where the browser wants the slider while we wait. */
  wanted: string | undefined;
  turning: boolean;
};

let touch: Touch | undefined;

const sliderAt = (target: EventTarget | null) =>
  target instanceof HTMLInputElement && target.type === 'range' && !target.disabled ? target : undefined;

function turn(slider: HTMLInputElement, value: string): void {
  slider.value = value;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
}

function begin({ target, pointerType, isPrimary, pointerId, clientX, clientY }: PointerEvent): void {
  const slider = sliderAt(target);
  if (!slider || pointerType !== 'touch' || !isPrimary) return;
  const { value: before } = slider;
  touch = { slider, pointerId, clientX, clientY, before, wanted: undefined, turning: false };
}

function go(event: PointerEvent): void {
  if (touch?.pointerId !== event.pointerId || touch.turning || !isSideways(touch, event)) return;
  touch.turning = true;
  if (touch.wanted !== undefined) turn(touch.slider, touch.wanted);
}

function end(event: PointerEvent): void {
  if (touch?.pointerId !== event.pointerId) return;
  const { slider, turning, wanted } = touch;
  const tapped = isTap(touch, event);
  touch = undefined;
  if (!turning && tapped && wanted !== undefined) turn(slider, wanted);
}

function cancel(event: PointerEvent): void {
  if (touch?.pointerId !== event.pointerId) return;
  const { slider, turning, before } = touch;
  touch = undefined;
  if (turning) turn(slider, before);
  else slider.value = before;
}

/** What the browser does with the slider before the finger has said what it wants. */
function hold(event: Event): void {
  if (!touch || touch.turning || event.target !== touch.slider) return;
  event.stopImmediatePropagation();
  if (event.type === 'input' && touch.slider.value !== touch.before) touch.wanted = touch.slider.value;
  touch.slider.value = touch.before;
}

document.addEventListener('pointerdown', begin, true);
document.addEventListener('pointermove', go, true);
document.addEventListener('pointerup', end, true);
document.addEventListener('pointercancel', cancel, true);
document.addEventListener('input', hold, true);
document.addEventListener('change', hold, true);
