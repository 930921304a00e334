/**
 * A browser's translator puts elements of its own where our texts stand, and keeps or throws away the text nodes that
 * Preact writes into: a figure would go on showing the old number or the old word. Here every text that has changed is put
 * back in its place; the translator sees it and translates it again. A text that stays the same stays translated.
 * Preact has no public way to its tree, so the short names of its fields are spelt out here and nowhere else.
 */
import { options } from 'preact';

/** A vnode of Preact 10 as far as it is needed: `__k` children, `__e` DOM node, `__` parent; a text has the type null. */
type Inner = {
  readonly type: unknown;
  readonly props: unknown;
  readonly __k?: readonly (Inner | null)[] | null;
  readonly __e?: Node | null;
  readonly __?: Inner | null;
};
type Hook = ((vnode: Inner, ...rest: unknown[]) => void) | undefined;
type Hooks = { __r?: Hook; __c?: Hook; diffed?: Hook };

/** What each text node said when it was last looked at. */
const said = new WeakMap<Node, string>();
const drawn = new Set<Inner>();

const childrenOf = (vnode: Inner): readonly Inner[] => (vnode.__k ?? []).filter((child) => child !== null);

/** The nodes that Preact has put into an element, in their order. */
const ownOf = (vnode: Inner): readonly Node[] =>
  childrenOf(vnode).flatMap((child) => {
    if (typeof child.type === 'function') return ownOf(child);
    return child.__e ? [child.__e] : [];
  });

/** An element that Preact fills; what another script fills, such as the frame of a picture, is left alone. */
const isFilled = ({ type, props, __e }: Inner) =>
  typeof type === 'string' &&
  __e instanceof Element &&
  (props as { readonly children?: unknown }).children !== undefined;

function hostOf(vnode: Inner): Inner | undefined {
  let host: Inner | null | undefined = vnode;
  while (host && typeof host.type !== 'string') host = host.__;
  return host ?? undefined;
}

const isAway = (node: Node, element: Node) => node instanceof Text && node.parentNode !== element;

/** Puts the texts back and takes away what stands in their place. Nothing else is moved, so that the focus stays. */
function restore(element: Element, own: readonly Node[]): void {
  for (const child of [...element.childNodes]) if (!own.includes(child)) child.remove();
  let next: Node | null = null;
  for (const node of own.toReversed()) {
    if (node.parentNode !== element) element.insertBefore(node, next);
    next = node;
  }
}

/** Before a component draws again: Preact finds its way by the nodes beside a text, so among siblings it must be in its place. */
function straighten(vnode: Inner): void {
  const element = vnode.__e;
  if ((vnode.__k?.length ?? 0) < 2 || !isFilled(vnode) || !(element instanceof Element)) return;
  const own = ownOf(vnode);
  if (own.some((node) => isAway(node, element))) restore(element, own);
}

function straightenAll(vnode: Inner): void {
  straighten(vnode);
  childrenOf(vnode).forEach(straightenAll);
}

/** After it has drawn: a text that is new, or gone, and not seen. */
function show(vnode: Inner): void {
  if (!isFilled(vnode)) return;
  const element = vnode.__e as Element;
  const own = ownOf(vnode);
  const texts = own.filter((node) => node instanceof Text);
  const stale = texts.some((text) => isAway(text, element) && said.get(text) !== text.data);
  if (stale || element.childNodes.length > own.length) restore(element, own);
  for (const text of texts) said.set(text, text.data);
}

/** Adds to one of Preact's hooks, and keeps what others have hung there. */
function before(name: keyof Hooks, act: (vnode: Inner) => void): void {
  const hooks = options as unknown as Hooks;
  const others = hooks[name];
  hooks[name] = (vnode, ...rest) => {
    act(vnode);
    others?.(vnode, ...rest);
  };
}

function attend(): void {
  before('__r', (vnode) => {
    const host = hostOf(vnode);
    if (host) straighten(host);
    straightenAll(vnode);
  });
  before('diffed', (vnode) => {
    const host = hostOf(vnode);
    if (host) drawn.add(host);
  });
  before('__c', () => {
    const fresh = [...drawn];
    drawn.clear();
    fresh.forEach(show);
  });
}

// While the site is built the same components are drawn as text, where there is no page.
if (typeof document !== 'undefined') attend();
