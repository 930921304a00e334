export type Attributes = Readonly<Record<string, string | number>>;

/** An SVG element with its attributes, and the words or the elements in it. */
export function make<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes,
  content: string | readonly Element[] = [],
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  dress(element, attributes);
  if (typeof content === 'string') element.textContent = content;
  else element.append(...content);
  return element;
}

export function dress(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/** So many pixels to the right and down, as a transform. */
export const move = (x: number, y: number): string => `translate(${x},${y})`;
