/** A figure in small, where figures are listed: one picture and one control. Its words and its control stand in the page already. */
import { forget, soon } from './frames.ts';

export type CardParts = {
  /** Holds the picture; as wide as the card. */
  readonly picture: HTMLElement;
  readonly control: HTMLInputElement | HTMLButtonElement;
  /** What the picture shows, in words with numbers. */
  readonly output: HTMLElement;
};

/** Makes a card of the page live, once what it needs has come. Asked once. */
export type OpenCard = (parts: CardParts) => void | Promise<void>;

export type CardPicture = { readonly element: Element; readonly told: string };

/** Calls `paint` with the width of the picture, whenever that changes. */
export function atEveryWidth(picture: HTMLElement, paint: (width: number) => void): void {
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width >= 40) paint(width);
  }).observe(picture);
}

/** The picture takes the place of whatever stood there; the words beside it speak for it. */
export function put(picture: HTMLElement, element: Element): void {
  element.setAttribute('aria-hidden', 'true');
  if (picture.firstElementChild !== element || picture.childElementCount > 1) picture.replaceChildren(element);
}

/** A card whose picture answers a slider at once. */
export function answering(
  { picture, control, output }: CardParts,
  draw: (value: number, width: number) => CardPicture,
) {
  let width = 0;
  const paint = () => {
    if (width === 0) return;
    const { element, told } = draw(Number(control.value), width);
    put(picture, element);
    output.textContent = told;
    control.setAttribute('aria-valuetext', told);
  };
  const again = () => {
    forget(paint);
    soon(paint);
  };
  control.addEventListener('input', again);
  atEveryWidth(picture, (now) => {
    width = now;
    again();
  });
}
