/** The mark that the page sets on what lights up together; a redraw must not put it out. */
const LIT = 'data-lit';

/**
 * Shows `fresh` in the holder. Where a drawing stands there already, that one is changed to be equal to it: what stays as it
 * is, most of it axes and labels, keeps its style and layout, and no style sheet comes or goes.
 */
export function showIn(holder: Element, fresh: Element): void {
  const now = holder.firstElementChild;
  // A painter that keeps its element hands in the same one again.
  if (now === fresh) return;
  if (now instanceof SVGSVGElement && fresh instanceof SVGSVGElement) morph(now, fresh);
  else holder.replaceChildren(fresh);
}

/** Makes `now` equal to `fresh`, whose children it may take. */
function morph(now: Element, fresh: Element): void {
  matchAttributes(now, fresh);
  let [old, next] = [now.firstChild, fresh.firstChild];
  while (next) {
    const [here, there]: [ChildNode | null, ChildNode] = [old, next];
    [old, next] = [here?.nextSibling ?? null, there.nextSibling];
    if (!here) now.append(there);
    else if (!here.isEqualNode(there)) match(here, there);
  }
  while (old) {
    const rest = old.nextSibling;
    old.remove();
    old = rest;
  }
}

function match(now: ChildNode, fresh: ChildNode): void {
  if (now instanceof Element && fresh instanceof Element && now.nodeName === fresh.nodeName) morph(now, fresh);
  else now.replaceWith(fresh);
}

function matchAttributes(now: Element, fresh: Element): void {
  const wanted = fresh.getAttributeNames();
  for (const name of wanted) {
    const value = fresh.getAttribute(name) ?? '';
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  for (const name of now.getAttributeNames()) if (name !== LIT && !wanted.includes(name)) now.removeAttribute(name);
}
