/**
 * Copied text has each formula once, as its TeX between dollars: the page holds a formula twice, drawn for the eye and as
 * MathML, and what the browser copies is both, a symbol a line. A formula that is partly selected is copied whole.
 */
import { plainTex } from './plain-tex.ts';

const DISPLAYED = '.katex-display';
const FORMULA = `${DISPLAYED}, .katex`;
/** What is in the page for other reasons than to be read here. */
const UNREAD = '.for-ears, script, style, link, template, noscript';
/** Joins a formula to the stop behind it. */
const JOINER = /\u2060/g;

const formulaAt = (node: Node) => {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest(DISPLAYED) ?? element?.closest('.katex');
};

/** The selected part, with whole formulas at its ends. */
function partOf(selected: Range): DocumentFragment {
  const range = selected.cloneRange();
  const [first, last] = [formulaAt(range.startContainer), formulaAt(range.endContainer)];
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  return range.cloneContents();
}

function texOf(formula: Element): string {
  const tex = plainTex(formula.querySelector('annotation[encoding="application/x-tex"]')?.textContent ?? '').trim();
  return formula.matches(DISPLAYED) ? `$$${tex}$$` : `$${tex}$`;
}

function written(part: DocumentFragment): void {
  for (const element of part.querySelectorAll(UNREAD)) element.remove();
  // A copy of a figure would come to life.
  for (const island of part.querySelectorAll('astro-island')) island.replaceWith(...island.childNodes);
  for (const formula of part.querySelectorAll(FORMULA)) {
    // Inside a displayed one stands another, which has gone with it.
    if (!part.contains(formula)) continue;
    const text = document.createElement(formula.matches(DISPLAYED) ? 'p' : 'span');
    text.textContent = texOf(formula);
    formula.replaceWith(text);
  }
}

/** Lays a part out beyond the edge, so that the browser says which of its words stand on lines of their own. */
function laidOut(parts: readonly DocumentFragment[]): { readonly plain: string; readonly html: string } {
  const holder = document.createElement('div');
  Object.assign(holder.style, { position: 'fixed', left: '-300vw', width: '100vw' });
  holder.append(...parts);
  document.body.append(holder);
  const said = { plain: holder.innerText.replace(JOINER, '').trim(), html: holder.innerHTML.replace(JOINER, '') };
  holder.remove();
  return said;
}

document.addEventListener('copy', (event) => {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !event.clipboardData) return;
  if (event.target instanceof Element && event.target.closest('input, textarea')) return;
  const parts = Array.from({ length: selection.rangeCount }, (_, at) => partOf(selection.getRangeAt(at)));
  if (!parts.some((part) => part.querySelector(FORMULA))) return;
  parts.forEach(written);
  const { plain, html } = laidOut(parts);
  event.clipboardData.setData('text/plain', plain);
  event.clipboardData.setData('text/html', html);
  event.preventDefault();
});
