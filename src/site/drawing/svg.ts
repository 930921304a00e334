/** A diagram's layout as the text of an SVG, made while the site is built. Colours and strokes are in styles/diagram.css. */
import type { Diagram, Drawing, EdgeMark, Mark, NodeMark, PlateMark, Place } from './diagram.ts';
import { linesOf, type Run } from './label.ts';
import {
  arrowhead,
  bar,
  bentTo,
  CELL,
  cornersOf,
  curved,
  leaving,
  polyline,
  rounded,
  sizeOf,
  towards,
  units,
} from './outline.ts';

/** Sizes of type, in units; the style sheet has the same (`.diagram text`). */
const EM = { words: 14.5, formula: 18 };
const SMALLER = 0.72;
const LINE = 19;
const SHIFT = { sub: 4, base: 0, super: -7 };
/** From the middle of a line of type down to its baseline, in ems. */
const BASELINE = 0.33;
/** Air between a node and the ends of its edges. */
const AIR = { begin: 2, end: 3 };

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const number = (value: number) => String(Number(value.toFixed(1)));

/** One line of type; each run says how far it is moved from where the last one ended. */
function line(runs: readonly Run[]): string {
  let level = 0;
  return runs
    .map(({ text, face, level: to, space }) => {
      const dy = SHIFT[to] - level;
      level = SHIFT[to];
      const dx = space * EM.formula * (to === 'base' ? 1 : SMALLER);
      const classes = [face, to === 'base' ? '' : 'small'].filter(Boolean).join(' ');
      const moved = `${dx === 0 ? '' : ` dx="${number(dx)}"`}${dy === 0 ? '' : ` dy="${number(dy)}"`}`;
      return `<tspan class="${classes}"${moved}>${escaped(text)}</tspan>`;
    })
    .join('');
}

/** A label around its middle height: one text, so that its lines are read and measured as one. */
function words(label: string, [x, y]: Place, ...classes: readonly (string | undefined)[]): string {
  const lines = linesOf(label);
  const set = lines.map((runs, row) => {
    const em = runs.every(({ face }) => face === 'words') ? EM.words : EM.formula;
    const base = y + (row - (lines.length - 1) / 2) * LINE + em * BASELINE;
    return `<tspan x="${number(x)}" y="${number(base)}">${line(runs)}</tspan>`;
  });
  const given = classes.filter((one) => one !== undefined && one !== 'middle').join(' ');
  return `<text${given && ` class="${given}"`}>${set.join('')}</text>`;
}

function node(mark: NodeMark): string {
  const middle = units(mark.at);
  const label =
    mark.label === undefined ? '' : words(mark.label, middle, mark.shape === 'plain' ? undefined : 'inside');
  if (mark.shape === 'plain') return label;
  const classes = `shape${mark.seen ? ' seen' : ''}`;
  const outline =
    mark.shape === 'circle'
      ? `<circle class="${classes}" cx="${number(middle[0])}" cy="${number(middle[1])}" r="${number(sizeOf(mark)[0] / 2)}"/>`
      : `<path class="${classes}" d="${polyline(cornersOf(mark))}Z"/>`;
  return outline + label;
}

/** The corners of an edge's way, or what its curve bends towards. */
function wayOf({ via = [], bend }: EdgeMark, from: Place, to: Place): readonly Place[] {
  return bend === undefined ? via.map(units) : [bentTo(from, to, bend * CELL)];
}

function edge(mark: EdgeMark, nodes: ReadonlyMap<string, NodeMark>): string {
  const nodeAt = (end: string | Place) => (typeof end === 'string' ? nodes.get(end) : undefined);
  const middleOf = (end: string | Place) => units(typeof end === 'string' ? (nodeAt(end)?.at ?? [0, 0]) : end);
  const [from, to] = [middleOf(mark.from), middleOf(mark.to)];
  const way = wayOf(mark, from, to);
  const trimmed = (end: string | Place, next: Place, gap: number) => {
    const found = nodeAt(end);
    return found ? leaving(found, next, gap) : middleOf(end);
  };
  const first = trimmed(mark.from, way[0] ?? to, AIR.begin);
  const last = trimmed(mark.to, way.at(-1) ?? from, AIR.end);
  const before = way.at(-1) ?? first;
  const end = mark.end ?? 'arrow';
  // The line stops inside the arrowhead, so that its blunt end does not show beside the tip.
  const points = [first, ...way, end === 'arrow' ? towards(last, before, 6) : last];
  const path = mark.bend === undefined ? rounded(points) : curved(points);
  return (
    `<path class="reach" d="${path}"/><path class="line${mark.dashed ? ' dashed' : ''}" d="${path}"/>` +
    (end === 'arrow' ? `<path class="head" d="${arrowhead(before, last)}"/>` : '') +
    (end === 'bar' ? `<path class="line" d="${bar(before, last)}"/>` : '')
  );
}

function plate({ at: place, size, label }: PlateMark): string {
  const [[x, y], [w, h]] = [units(place), units(size)];
  return (
    `<rect class="plate" x="${number(x)}" y="${number(y)}" width="${number(w)}" height="${number(h)}" rx="8"/>` +
    words(label, [x + w - 16, y + h - 15])
  );
}

function drawn(mark: Mark, nodes: ReadonlyMap<string, NodeMark>): string {
  switch (mark.kind) {
    case 'node':
      return node(mark);
    case 'edge':
      return edge(mark, nodes);
    case 'plate':
      return plate(mark);
    case 'words':
      return words(mark.label, units(mark.at), mark.anchor, mark.rimless ? 'rimless' : undefined);
    case 'curve': {
      const path = polyline(mark.through.map(units));
      const classes = mark.filled ? 'area' : `line${mark.dashed ? ' dashed' : ''}${mark.thick ? ' thick' : ''}`;
      return `${mark.filled ? '' : `<path class="reach" d="${path}"/>`}<path class="${classes}" d="${path}"/>`;
    }
    case 'span': {
      const [from, to] = [units(mark.from), units(mark.to)];
      return `<path class="line" d="${polyline([from, to])}${bar(from, to, 5)}${bar(to, from, 5)}"/>`;
    }
    case 'dot': {
      const [x, y] = units(mark.at);
      return `<circle class="dot" cx="${number(x)}" cy="${number(y)}" r="4.5"/>`;
    }
    case 'step': {
      const [x, y] = units(mark.at);
      return (
        `<circle class="disc" cx="${number(x)}" cy="${number(y)}" r="9.5"/>` +
        `<text class="step" x="${number(x)}" y="${number(y + 4.6)}">${mark.number}</text>`
      );
    }
  }
}

/** Neighbouring marks of one part, so that each part is as few groups as the order of drawing allows. */
function grouped(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  return marks.reduce<Mark[][]>((groups, mark) => {
    const last = groups.at(-1);
    if (last && last[0]?.part === mark.part) last.push(mark);
    else groups.push([mark]);
    return groups;
  }, []);
}

/** The name by which words light a part, as in `<Term of="training-step.encoder">`. */
export const termOf = (id: string, part: string): string => `${id}.${part}`;

/** One layout. Parts carry the name that words light them by, and their meaning, which lights them too. */
export function svgOf(id: string, diagram: Diagram, layout: 'wide' | 'narrow'): string {
  const { size, marks }: Drawing = diagram[layout];
  const nodes = new Map(marks.flatMap((mark) => (mark.kind === 'node' ? [[mark.name, mark] as const] : [])));
  const groups = grouped(marks).map((group) => {
    const part = group[0]?.part;
    const inside = group.map((mark) => drawn(mark, nodes)).join('');
    if (part === undefined) return inside;
    return `<g class="part term-${diagram.parts[part] ?? ''}" data-term="${termOf(id, part)}">${inside}</g>`;
  });
  const [width, height] = size.map((cells) => cells * CELL) as unknown as Place;
  return `<svg class="${layout}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" translate="no">${groups.join('')}</svg>`;
}

/** The colour of each part, for its marks and for the words that light it. */
export const coloursOf = (id: string, { parts }: Diagram, colour: (meaning: Diagram['parts'][string]) => string) =>
  Object.entries(parts)
    .map(([part, meaning]) => `[data-term='${termOf(id, part)}']{--term:${colour(meaning)}}`)
    .join('');
