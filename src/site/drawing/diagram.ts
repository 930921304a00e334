import type { Meaning } from '#src/plots/meaning.ts';

/**
 * A drawn diagram as data. Places are cells of a coarse grid, counted from the upper left corner; a cell is 20 units, which are
 * pixels where the column is as wide as the drawing. A label is words with formulas between dollar signs, lines parted by \n.
 */

/** Columns from the left, rows from the top. */
export type Place = readonly [number, number];

/** Which end of a label stands at its place. */
export type Anchor = 'start' | 'middle' | 'end';

/** Where a node's short side looks: a code is smaller than the picture that it is made from. */
export type Flow = 'right' | 'down';

type OfPart = {
  /** Which of the diagram's parts this is drawn for; what belongs to none is drawn in ink and never lit. */
  readonly part?: string;
};

export type NodeMark = OfPart & {
  readonly kind: 'node';
  /** What edges call it; once in a drawing. */
  readonly name: string;
  readonly at: Place;
  /** A circle is random, a box or a network is computed, and a plain node is its label alone. */
  readonly shape: 'circle' | 'box' | 'narrowing' | 'widening' | 'plain';
  readonly flow?: Flow;
  /** Width and height in cells; a circle's diameter is the first. */
  readonly size?: Place;
  readonly label?: string;
  /** Observed: filled, as in plate diagrams. */
  readonly seen?: boolean;
};

export type EdgeMark = OfPart & {
  readonly kind: 'edge';
  /** A node's name or a place. */
  readonly from: string | Place;
  readonly to: string | Place;
  /** Corners on the way; they are rounded. */
  readonly via?: readonly Place[];
  /** Instead of corners: one curve, whose middle lies this many cells to the right of the straight line. */
  readonly bend?: number;
  readonly dashed?: boolean;
  /** How it ends: in an arrowhead, in a bar that lets nothing through, or in nothing. */
  readonly end?: 'arrow' | 'bar' | 'none';
};

export type WordsMark = OfPart & {
  readonly kind: 'words';
  readonly at: Place;
  readonly label: string;
  readonly anchor?: Anchor;
  /** On a filled area, where a rim in the colour of the paper would show. */
  readonly rimless?: boolean;
};

/** A curve through many places, or with `filled` the area inside them. */
export type CurveMark = OfPart & {
  readonly kind: 'curve';
  readonly through: readonly Place[];
  readonly dashed?: boolean;
  readonly thick?: boolean;
  readonly filled?: boolean;
};

/** A distance, with a short bar at both ends. */
export type SpanMark = OfPart & { readonly kind: 'span'; readonly from: Place; readonly to: Place };

export type DotMark = OfPart & { readonly kind: 'dot'; readonly at: Place };

/** The number of a step, in a small disc. */
export type StepMark = OfPart & { readonly kind: 'step'; readonly at: Place; readonly number: number };

/** What is repeated, with how often in its lower right corner. */
export type PlateMark = OfPart & {
  readonly kind: 'plate';
  readonly at: Place;
  readonly size: Place;
  readonly label: string;
};

export type Mark = NodeMark | EdgeMark | WordsMark | CurveMark | SpanMark | DotMark | StepMark | PlateMark;

/** One layout: columns and rows, and what is drawn, the later above the earlier. */
export type Drawing = { readonly size: Place; readonly marks: readonly Mark[] };

export type Diagram = {
  /** What it shows, in one or two sentences, for readers who do not see it. */
  readonly says: string;
  /** The parts that words can light, each with the meaning that gives it its colour. */
  readonly parts: Readonly<Record<string, Meaning>>;
  /** For columns of at least 560 pixels: 30 cells wide. */
  readonly wide: Drawing;
  /** For phones: 16 cells wide. */
  readonly narrow: Drawing;
};

/** What is wrong with a diagram, a sentence each: parts without a mark, marks of unknown parts, edges to unknown nodes. */
export function faultsOf({ parts, wide, narrow }: Diagram): readonly string[] {
  return Object.entries({ wide, narrow }).flatMap(([layout, { marks }]) => {
    const drawn = new Set(marks.map(({ part }) => part));
    const names = marks.flatMap((mark) => (mark.kind === 'node' ? [mark.name] : []));
    const ends = marks.flatMap((mark) => (mark.kind === 'edge' ? [mark.from, mark.to] : []));
    return [
      ...Object.keys(parts)
        .filter((part) => !drawn.has(part))
        .map((part) => `The part “${part}” is not drawn`),
      ...[...drawn]
        .filter((part) => part !== undefined && !(part in parts))
        .map((part) => `There is no part “${part ?? ''}”`),
      ...names.filter((name, at) => names.indexOf(name) < at).map((name) => `Two nodes are called “${name}”`),
      ...ends
        .filter((end) => typeof end === 'string' && !names.includes(end))
        .map((end) => `There is no node “${String(end)}”`),
    ].map((sentence) => `${sentence} in the ${layout} layout.`);
  });
}
