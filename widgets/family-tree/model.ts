import type { MetricsOf } from '#src/run/meta.ts';
import type { ParamValues } from '#src/run/params.ts';
import { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;

/** What can be said about p(x) at a given x. */
export type Density = 'exact' | 'approximate' | 'implicit';

/** How many draws one sample takes of which each needs the one before: a number, or in terms of d and T. */
type Draws = { readonly said: string; readonly of: (size: { d: number; chain: number }) => number };

type Lecture = { readonly number: number; readonly slug: string };

export type Node = {
  readonly id: string;
  readonly name: string;
  /** The idea in a line. */
  readonly idea: string;
  /** What can be said about its density, in a line. */
  readonly density: string;
  readonly lectures: readonly Lecture[];
  readonly kind?: Density;
  readonly draws?: Draws;
  readonly children: readonly Node[];
};

const fixed = (count: number, said: string): Draws => ({ said, of: () => count });

const lecture = {
  this: { number: 1, slug: 'what-is-a-generative-model' },
  fitting: { number: 3, slug: 'fitting-a-density' },
  clusters: { number: 4, slug: 'clusters-and-em' },
  autoregressive: { number: 5, slug: 'autoregressive-models' },
  autoencoders: { number: 6, slug: 'autoencoders' },
  elbo: { number: 9, slug: 'the-elbo' },
  vae: { number: 10, slug: 'variational-autoencoders' },
  beyond: { number: 11, slug: 'beyond-the-plain-vae' },
  gan: { number: 12, slug: 'generative-adversarial-networks' },
  comparing: { number: 13, slug: 'comparing-models' },
} as const;

const branch = (
  id: string,
  name: string,
  words: Pick<Node, 'idea' | 'density' | 'lectures'>,
  children: readonly Node[],
): Node => ({ id, name, ...words, children });

const family = (
  id: string,
  name: string,
  kind: Density,
  draws: Draws,
  words: Pick<Node, 'idea' | 'density' | 'lectures'>,
): Node => ({ id, name, kind, draws, ...words, children: [] });

const exact: readonly Node[] = [
  family('parametric', 'Parametric density', 'exact', fixed(1, '1: x itself'), {
    idea: 'A formula with a few parameters, such as a Gaussian, fitted by maximum likelihood.',
    density: 'Exact: the formula is the density.',
    lectures: [lecture.fitting],
  }),
  family('kernel', 'Kernel density', 'exact', fixed(2, '2: a data point, then noise around it'), {
    idea: 'A small bump on every data point, and the average of all bumps.',
    density: 'Exact, as a sum over all data, which have to be kept.',
    lectures: [lecture.fitting],
  }),
  family('mixture', 'Mixture', 'exact', fixed(2, '2: a component, then x from it'), {
    idea: 'A few components, each with a share; which one made x is a latent variable with few values.',
    density: 'Exact, as a sum over the components.',
    lectures: [lecture.clusters],
  }),
  family(
    'autoregressive',
    'Autoregressive model',
    'exact',
    { said: 'd: one for each number of x', of: ({ d }) => d },
    {
      idea: 'The chain rule: each number of x is predicted from those before it.',
      density: 'Exact, as a product of d conditional probabilities.',
      lectures: [lecture.autoregressive],
    },
  ),
  family('flow', 'Normalising flow', 'exact', fixed(1, '1: the noise'), {
    idea: 'Noise of the same size as x, bent by a map that can be undone.',
    density: 'Exact, by the change of variables: the density of the noise divided by how much the map stretches there.',
    lectures: [lecture.beyond],
  }),
];

const approximate: readonly Node[] = [
  family('vae', 'Variational autoencoder', 'approximate', fixed(2, '2: the code z, then x given z'), {
    idea: 'A code drawn from a prior and a decoder; an encoder, trained along, guesses the code of an x.',
    density: 'Bounded from below: the integral over all codes is out of reach, the ELBO is not.',
    lectures: [lecture.elbo, lecture.vae],
  }),
  family(
    'diffusion',
    'Diffusion model',
    'approximate',
    { said: 'T + 1: noise, then T steps', of: ({ chain }) => chain + 1 },
    {
      idea: 'Data is turned into noise in many small steps, and a network learns to take each step back.',
      density: 'Bounded from below, as a variational autoencoder with T latent variables.',
      lectures: [],
    },
  ),
  family(
    'energy',
    'Energy-based model',
    'approximate',
    { said: '2T + 1: a start, then T steps to hidden units and back', of: ({ chain }) => 2 * chain + 1 },
    {
      idea: 'A network gives every x an energy, and low energy means probable. The draws counted are those of a restricted Boltzmann machine.',
      density: 'Known up to a constant factor, which would take a sum over everything that x could be.',
      lectures: [],
    },
  ),
];

const implicit: readonly Node[] = [
  family('gan', 'Generative adversarial network', 'implicit', fixed(1, '1: the noise z'), {
    idea: 'Noise through a network; a second network, trained against it, tells its samples from data.',
    density: 'Implicit: everybody can draw from it, nobody can write it down.',
    lectures: [lecture.gan],
  }),
  family(
    'chain',
    'Generative stochastic network',
    'implicit',
    { said: '2T + 1: a start, then T times noise and a guess', of: ({ chain }) => 2 * chain + 1 },
    {
      idea: 'A chain that spoils x a little and lets a denoising network repair it, over and over.',
      density: 'Implicit: the distribution in which the chain settles.',
      lectures: [lecture.autoencoders],
    },
  ),
];

export const tree: Node = branch(
  'models',
  'Generative models',
  {
    idea: 'A model of the distribution of the data, from which new data can be drawn.',
    density: 'The first question to each: can it say how probable a given x is?',
    lectures: [lecture.this, lecture.comparing],
  },
  [
    branch(
      'explicit',
      'Explicit density',
      {
        idea: 'The model states a density p(x), and training makes that of the data large.',
        density: 'Stated; whether it can be computed is the next question.',
        lectures: [],
      },
      [
        branch(
          'exact',
          'Exact',
          {
            idea: 'Built so that p(x) can be computed, at the price of a restricted form.',
            density: 'Exact at any x.',
            lectures: [lecture.fitting, lecture.autoregressive],
          },
          exact,
        ),
        branch(
          'approximate',
          'Approximate',
          {
            idea: 'Free in form, so that p(x) contains a sum or an integral that nobody can do.',
            density: 'A bound, or the density up to a constant factor.',
            lectures: [lecture.elbo],
          },
          approximate,
        ),
      ],
    ),
    branch(
      'implicit',
      'Implicit density',
      {
        idea: 'The model is a way of drawing x, and training compares what it draws with the data.',
        density: 'It has one, since it draws from something, but never states it.',
        lectures: [lecture.gan],
      },
      implicit,
    ),
  ],
);

/** A node where it stands: what a screen reader says of it. */
export type Row = {
  readonly node: Node;
  readonly parent: string | undefined;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
};

function rowsUnder(node: Node, place: Omit<Row, 'node'>): Row[] {
  const below = node.children.flatMap((child, at) =>
    rowsUnder(child, { parent: node.id, level: place.level + 1, position: at + 1, siblings: node.children.length }),
  );
  return [{ node, ...place }, ...below];
}

/** Every node from top to bottom. */
export const rows: readonly Row[] = rowsUnder(tree, { parent: undefined, level: 1, position: 1, siblings: 1 });

const top: Row = { node: tree, parent: undefined, level: 1, position: 1, siblings: 1 };

export const rowOf = (id: string): Row => rows.find(({ node }) => node.id === id) ?? top;

const isBranch = ({ node }: Row) => node.children.length > 0;

/** The families under a node, or the node itself. */
export const familiesOf = (node: Node): Node[] => (node.kind ? [node] : node.children.flatMap(familiesOf));

export const foldedOf = ({ folded }: Pick<Values, 'folded'>): ReadonlySet<string> =>
  new Set(folded === '' ? [] : folded.split('.'));

const written = (folded: ReadonlySet<string>) =>
  rows
    .map(({ node }) => node.id)
    .filter((id) => folded.has(id))
    .join('.');

/** The knob `folded` with one branch folded in or out. */
export function withFold(values: Pick<Values, 'folded'>, id: string, fold: boolean): string {
  const folded = new Set(foldedOf(values));
  if (fold && isBranch(rowOf(id))) folded.add(id);
  else folded.delete(id);
  return written(folded);
}

function hidden(row: Row, folded: ReadonlySet<string>): boolean {
  if (row.parent === undefined) return false;
  return folded.has(row.parent) || hidden(rowOf(row.parent), folded);
}

/** The nodes in sight: those none of whose ancestors is folded. */
export const inSight = (values: Pick<Values, 'folded'>): Row[] => rows.filter((row) => !hidden(row, foldedOf(values)));

/** The node that stands for another one in sight: itself, or the folded branch that holds it. */
export function seenAs(values: Pick<Values, 'folded'>, id: string): string {
  const row = rowOf(id);
  return hidden(row, foldedOf(values)) && row.parent !== undefined ? seenAs(values, row.parent) : row.node.id;
}

/** Where a key leads: another node under the keyboard, branches folded, or a node opened. */
export type Move = { readonly focus?: string; readonly folded?: string; readonly open?: string };

/** The keys of a tree as the WAI-ARIA practices have them; nothing for a key that is not the tree's. */
export function moved(values: Pick<Values, 'folded'>, focus: string, key: string): Move | undefined {
  const seen = inSight(values).map(({ node }) => node.id);
  const at = seen.indexOf(focus);
  const keys: Readonly<Record<string, () => Move>> = {
    ArrowDown: () => ({ focus: seen[Math.min(at + 1, seen.length - 1)] ?? focus }),
    ArrowUp: () => ({ focus: seen[Math.max(at - 1, 0)] ?? focus }),
    Home: () => ({ focus: seen[0] ?? focus }),
    End: () => ({ focus: seen.at(-1) ?? focus }),
    ArrowRight: () => inward(values, focus),
    ArrowLeft: () => outward(values, focus),
    '*': () => ({ folded: unfoldedBeside(values, focus) }),
    Enter: () => ({ open: focus }),
    ' ': () => ({ open: focus }),
  };
  return keys[key]?.() ?? typed(seen, at, key);
}

function inward(values: Pick<Values, 'folded'>, focus: string): Move {
  if (foldedOf(values).has(focus)) return { folded: withFold(values, focus, false) };
  const child = rowOf(focus).node.children[0];
  return child ? { focus: child.id } : {};
}

function outward(values: Pick<Values, 'folded'>, focus: string): Move {
  const row = rowOf(focus);
  if (isBranch(row) && !foldedOf(values).has(focus)) return { folded: withFold(values, focus, true) };
  return row.parent === undefined ? {} : { focus: row.parent };
}

/** Every branch beside the one under the keyboard folded out. */
function unfoldedBeside(values: Pick<Values, 'folded'>, focus: string): string {
  const { parent } = rowOf(focus);
  const beside = rows.filter((row) => row.parent === parent).map(({ node }) => node.id);
  return written(new Set([...foldedOf(values)].filter((id) => !beside.includes(id))));
}

/** A letter leads to the next node in sight that begins with it, round the end to the top. */
function typed(seen: readonly string[], at: number, key: string): Move | undefined {
  if (!/^\p{L}$/u.test(key)) return undefined;
  const order = [...seen.slice(at + 1), ...seen.slice(0, at + 1)];
  const next = order.find((id) => rowOf(id).node.name.toLowerCase().startsWith(key.toLowerCase()));
  return next === undefined ? {} : { focus: next };
}

export type Cost = {
  readonly id: string;
  readonly name: string;
  readonly kind: Density;
  readonly draws: number;
  /** Whether it stands under the open node. */
  readonly here: boolean;
};

/** Draws in a row for one sample of each family, from top to bottom of the tree. */
export function costsOf(values: Values): Cost[] {
  const here = familiesOf(rowOf(values.node).node);
  return familiesOf(tree).map(({ id, name, kind = 'implicit', draws }) => ({
    id,
    name,
    kind,
    draws: draws?.of(values) ?? 1,
    here: here.some((one) => one.id === id),
  }));
}

/** Every number of `meta.metrics`. */
export function metricsOf(values: Values): MetricsOf<typeof meta> {
  const costs = costsOf(values);
  const here = costs.filter((cost) => cost.here);
  const of = (kind: Density, among = costs) => among.filter((cost) => cost.kind === kind).length;
  return {
    families: costs.length,
    exact: of('exact'),
    approximate: of('approximate'),
    implicit: of('implicit'),
    'families-here': here.length,
    'exact-here': of('exact', here),
    draws: Math.min(...here.map(({ draws }) => draws)),
    'draws-most': Math.max(...here.map(({ draws }) => draws)),
    level: rowOf(values.node).level,
  };
}

/** A lecture as it can be reached: by a link if the course has its page, else by its number. */
export type Way = { readonly label: string; readonly path: string | undefined };

/** `files` are the lectures that are written, as paths of their sources. */
export function waysOf({ lectures }: Node, files: readonly string[]): Way[] {
  const slugs = new Set(files.map((file) => (file.split('/').at(-1) ?? '').replace(/^\d+-|\.mdx$/g, '')));
  return lectures.map(({ number, slug }) => ({
    label: `lecture ${number}`,
    path: slugs.has(slug) ? `lectures/${slug}/` : undefined,
  }));
}
