/**
 * Reads the words of the course before they are built and names, by file and line, whatever could not be shown: a tag, a
 * figure, a knob, a metric, a term, a reference, a formula or a page that does not exist, with the nearest name that does.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mdxToMdast } from 'satteri';
import { nearestTo } from '#src/base/nearest.ts';
import { meant } from '#src/run/words/meant.ts';
import { meanings } from '#src/plots/meaning.ts';
import type { WidgetMeta } from '#src/run/meta.ts';
import { fill } from '#src/run/params.ts';
import type { Diagram } from '../drawing/diagram.ts';
import { faultOf, printedIn } from './printed-numbers.ts';

export type Fault = { readonly file: string; readonly line: number; readonly says: string };

/** What a page may name. */
export type Known = {
  readonly widgets: ReadonlyMap<string, WidgetMeta>;
  /** Each tag with the attributes that it must have and those that it may have. */
  readonly tags: ReadonlyMap<string, { readonly must: readonly string[]; readonly may: readonly string[] }>;
  readonly references: readonly string[];
  readonly equations: readonly string[];
  readonly errata: readonly string[];
  /** The parts of each diagram. */
  readonly diagrams: ReadonlyMap<string, readonly string[]>;
  /** Addresses of pages without the base path: `/lectures/the-elbo/`. */
  readonly pages: readonly string[];
};

type Attribute = { readonly name?: string; readonly value?: string | { readonly value: string } | null };
type Node = {
  readonly type: string;
  readonly name?: string | null;
  readonly value?: string;
  readonly url?: string;
  readonly attributes?: readonly Attribute[];
  readonly children?: readonly Node[];
  readonly position?: { readonly start: { readonly line: number } };
};

/** “There is no tag <Hnit>. Did you mean Hint?”, or the whole list where nothing is near. */
export function nearest(name: string, names: readonly string[]): string {
  if (names.length === 0) return 'There is none yet.';
  const near = nearestTo(name, names);
  return near === undefined ? `There are: ${[...names].sort().join(', ')}.` : `Did you mean “${near}”?`;
}

const unknown = (kind: string, name: string, names: readonly string[]) =>
  names.includes(name) ? [] : [`There is no ${kind} “${name}”. ${nearest(name, names)}`];

/** An attribute's text as it stands between quotes or braces; undefined where it is absent. */
function textOf(node: Node, name: string): string | undefined {
  const value = node.attributes?.find((attribute) => attribute.name === name)?.value;
  return typeof value === 'string' ? value : value?.value;
}

/** What stands in braces, `{{ beta: 4 }}`; the words of the course are the author's own, so they may be evaluated. */
function valueOf(node: Node, name: string): unknown {
  const written = textOf(node, name);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- an MDX expression is code of the page that holds it
  return written === undefined ? undefined : (new Function(`return (${written})`) as () => unknown)();
}

type Context = {
  readonly known: Known;
  readonly derivation: Node | undefined;
  /** The diagrams on the page. */
  readonly drawn: readonly string[];
};
type Rule = (node: Node, context: Context) => readonly string[];

const widgetFaults = ({ widgets }: Known, id: string | undefined) =>
  id === undefined ? [] : unknown('widget', id, [...widgets.keys()]);

function metricFaults({ widgets }: Known, widget: string | undefined, metric: string | undefined): readonly string[] {
  const meta = widgets.get(widget ?? '');
  if (!meta || metric === undefined) return [];
  return unknown(`metric of ${widget ?? ''}`, metric, Object.keys(meta.metrics));
}

function knobFaults({ widgets }: Known, widget: string | undefined, knob: string | undefined): readonly string[] {
  const meta = widgets.get(widget ?? '');
  return meta && knob !== undefined ? unknown(`knob of ${widget ?? ''}`, knob, Object.keys(meta.params)) : [];
}

/** The settings an author places a figure with: unknown knobs by name, values out of range in the knobs' own words. */
function setFaults(node: Node, { widgets }: Known, widget: string | undefined): readonly string[] {
  const meta = widgets.get(widget ?? '');
  const set = valueOf(node, 'set');
  if (!meta || typeof set !== 'object' || set === null) return [];
  const strangers = Object.keys(set).flatMap((knob) =>
    unknown(`knob of ${widget ?? ''}`, knob, Object.keys(meta.params)),
  );
  return strangers.length > 0 ? strangers : fill(meta.params, { ...set }).notices;
}

/** A view of a figure by itself, which the figure has to have. */
function viewFaults({ widgets }: Known, widget: string | undefined, view: string | undefined): readonly string[] {
  const { views = {} } = widgets.get(widget ?? '') ?? {};
  const known = Object.keys(views);
  if (view === undefined || known.includes(view) || !widgets.has(widget ?? '')) return [];
  const list = known.length === 0 ? 'It has none.' : `Its views are: ${known.join(', ')}.`;
  return [`${widget ?? ''} has no view “${view}”. ${list}${meant(nearestTo(view, known))}`];
}

const termsOf = ({ widgets }: Known) => [
  ...Object.keys(meanings),
  ...[...widgets.values()].flatMap(({ metrics }) => Object.keys(metrics)),
];

function termFaults({ known, drawn }: Pick<Context, 'known' | 'drawn'>, name: string | undefined): readonly string[] {
  if (name === undefined) return [];
  const [diagram = '', part] = name.split('.');
  return part === undefined ? unknown('term', name, termsOf(known)) : partFaults(known, drawn, diagram, part);
}

/** A part of a diagram, `training-step.encoder`, which has to be on the same page as the word that lights it. */
function partFaults({ diagrams }: Known, drawn: readonly string[], diagram: string, part: string): readonly string[] {
  const parts = diagrams.get(diagram);
  if (!parts) return unknown('diagram', diagram, [...diagrams.keys()]);
  const strange = unknown(`part of the diagram ${diagram}`, part, parts);
  if (strange.length > 0 || drawn.includes(diagram)) return strange;
  return [`The word lights a part of the diagram ${diagram}, but the page has no <Diagram id="${diagram}">.`];
}

function goalFaults(node: Node, { known }: Context): readonly string[] {
  const widget = textOf(node, 'widget');
  const goals = valueOf(node, 'goal');
  if (!Array.isArray(goals)) return [];
  if (widget === undefined) return ['The exercise has a goal but names no widget.'];
  return (goals as readonly { metric?: string; knob?: string }[]).flatMap(({ metric, knob }) => [
    ...(metric === 'step' ? [] : metricFaults(known, widget, metric)),
    ...knobFaults(known, widget, knob),
  ]);
}

const citeFaults = ({ references }: Known, ids: string | undefined) =>
  (ids ?? '').split(',').flatMap((id) => (id.trim() === '' ? [] : unknown('reference', id.trim(), references)));

/** What each tag has to name rightly. */
const rules: Readonly<Record<string, Rule>> = {
  Widget: (node, { known }) => [
    ...widgetFaults(known, textOf(node, 'id')),
    ...setFaults(node, known, textOf(node, 'id')),
    ...viewFaults(known, textOf(node, 'id'), textOf(node, 'view')),
  ],
  Derivation: (node, { known }) => [
    ...widgetFaults(known, textOf(node, 'widget')),
    ...setFaults(node, known, textOf(node, 'widget')),
  ],
  Diagram: (node, { known }) => unknown('diagram', textOf(node, 'id') ?? '', [...known.diagrams.keys()]),
  Line: (node, context) => [
    ...metricFaults(context.known, context.derivation && textOf(context.derivation, 'widget'), textOf(node, 'metric')),
    ...termFaults(context, textOf(node, 'term')),
  ],
  Scrub: (node, { known, derivation }) => {
    const widget = textOf(node, 'widget') ?? (derivation && textOf(derivation, 'widget'));
    return [...widgetFaults(known, widget), ...knobFaults(known, widget, textOf(node, 'knob'))];
  },
  Live: (node, { known }) => [
    ...widgetFaults(known, textOf(node, 'widget')),
    ...metricFaults(known, textOf(node, 'widget'), textOf(node, 'metric')),
  ],
  Exercise: (node, context) => [...widgetFaults(context.known, textOf(node, 'widget')), ...goalFaults(node, context)],
  Term: (node, context) => termFaults(context, textOf(node, 'of')),
  Cite: (node, { known }) => citeFaults(known, textOf(node, 'id')),
  Eq: (node, { known }) => unknown('labelled formula', textOf(node, 'id') ?? '', known.equations),
  Erratum: (node, { known }) => unknown('erratum', textOf(node, 'n') ?? '', known.errata),
  Lecture: (node, { known }) => lectureFaults(known, textOf(node, 'slug')),
};

const lectureFaults = ({ pages }: Known, slug: string | undefined) =>
  unknown(
    'lecture',
    slug ?? '',
    pages.flatMap((page) => /^\/lectures\/(.+)\/$/.exec(page)?.[1] ?? []),
  );

function tagFaults(node: Node, context: Context): readonly string[] {
  const name = node.name ?? '';
  if (!/^[A-Z]/.test(name)) return [];
  const tag = context.known.tags.get(name);
  if (!tag) return [`There is no tag <${name}>. ${nearest(name, [...context.known.tags.keys()])}`];
  const given = (node.attributes ?? []).flatMap((attribute) => attribute.name ?? []);
  const missing = tag.must.filter((attribute) => !given.includes(attribute));
  const strange = given.filter((attribute) => ![...tag.must, ...tag.may].includes(attribute));
  return [
    ...missing.map((attribute) => `<${name}> needs the attribute “${attribute}”.`),
    ...strange.flatMap((attribute) => unknown(`attribute of <${name}>`, attribute, [...tag.must, ...tag.may])),
    ...(missing.length === 0 ? (rules[name]?.(node, context) ?? []) : []),
  ];
}

/** `\term{kl}{…}` in a formula must name a term too. */
const formulaFaults = (node: Node, context: Context) =>
  [...(node.value ?? '').matchAll(/\\term\{([^}]*)\}/g)].flatMap(([, name]) => termFaults(context, name));

/** A link inside the site leads to a page; what follows `#` or `?` is the link check's business. */
function linkFaults(node: Node, { known }: Context): readonly string[] {
  const page = /^(\/(?:lectures|appendices|widgets|embed)\/[^?#]*)/.exec(node.url ?? '')?.[1];
  return page === undefined ? [] : unknown('page', page, known.pages);
}

const byType: Readonly<Record<string, Rule>> = {
  mdxJsxFlowElement: tagFaults,
  mdxJsxTextElement: tagFaults,
  math: formulaFaults,
  inlineMath: formulaFaults,
  link: linkFaults,
};

const trees = new Map<string, Node>();

/** A page's tree, made once: each kind of fault is looked for in it. */
function parsed(source: string): Node {
  const known = trees.get(source);
  if (known) return known;
  const tree = mdxToMdast(source, { features: { math: true, frontmatter: true } }) as unknown as Node;
  trees.set(source, tree);
  return tree;
}

/** Every node of a page with the derivation that it stands in. */
function* walk(node: Node, derivation?: Node): Generator<readonly [Node, Node | undefined]> {
  yield [node, derivation];
  for (const child of node.children ?? []) yield* walk(child, node.name === 'Derivation' ? node : derivation);
}

/** The faults of one page, in the order of its lines. */
export function faultsIn(file: string, source: string, known: Known): readonly Fault[] {
  const all = [...walk(parsed(source))];
  const drawn = all.flatMap(([node]) => (node.name === 'Diagram' ? (textOf(node, 'id') ?? []) : []));
  return all.flatMap(([node, derivation]) => {
    const says = byType[node.type]?.(node, { known, derivation, drawn }) ?? [];
    return says.map((sentence) => ({ file, line: node.position?.start.line ?? 1, says: sentence }));
  });
}

/** Two exercises of one name would share a tick. */
export function sharedExercises(pages: ReadonlyMap<string, string>): readonly Fault[] {
  const seen = new Map<string, string>();
  return [...pages].flatMap(([file, source]) =>
    [...walk(parsed(source))].flatMap(([node]) => {
      const id = node.name === 'Exercise' ? textOf(node, 'id') : undefined;
      if (id === undefined) return [];
      const line = node.position?.start.line ?? 1;
      const first = seen.get(id);
      seen.set(id, first ?? `${file}:${line}`);
      return first === undefined ? [] : [{ file, line, says: `The exercise “${id}” stands in ${first} already.` }];
    }),
  );
}

/** A figure's page names its lecture and links there, so the whole figure has to stand in it. */
export function homelessFigures(known: Known, pages: ReadonlyMap<string, string>): readonly Fault[] {
  return [...known.widgets].flatMap(([id, { lecture }]) => {
    const [file, source] = [...pages].find(([path]) => slugOf(path) === lecture) ?? [];
    const meta = `widgets/${id}/meta.ts`;
    if (file === undefined || source === undefined)
      return unknown('lecture', lecture, [...pages.keys()].map(slugOf)).map((says) => ({ file: meta, line: 1, says }));
    const stands = [...walk(parsed(source))].some(
      ([node]) => node.name === 'Widget' && textOf(node, 'id') === id && textOf(node, 'view') === undefined,
    );
    return stands
      ? []
      : [{ file: meta, line: 1, says: `${id} names the lecture ${lecture}, but ${file} has no <Widget id="${id}">.` }];
  });
}

const slugOf = (file: string) =>
  basename(file)
    .replace(/^\d+-/, '')
    .replace(/\.mdx$/, '');

/** What a tag's component says of its attributes: `name: type` must stand, `name?: type` may. */
function attributesOf(component: string) {
  const props = /interface Props \{([\s\S]*?)\n\}/.exec(component)?.[1] ?? '';
  const all = [...props.matchAll(/^ {2}(\w+)(\??):/gm)].map(([, name = '', optional]) => ({
    name,
    optional: optional === '?',
  }));
  const names = (optional: boolean) => all.filter((one) => one.optional === optional).map(({ name }) => name);
  return { must: names(false), may: names(true) };
}

async function metasIn(root: string): Promise<ReadonlyMap<string, WidgetMeta>> {
  const ids = globSync('widgets/*/meta.ts', { cwd: root }).map((file) => file.split('/')[1] ?? '');
  const metas = ids.sort().map(async (id) => {
    const module = (await import(pathToFileURL(join(root, 'widgets', id, 'meta.ts')).href)) as { meta: WidgetMeta };
    return [id, module.meta] as const;
  });
  return new Map(await Promise.all(metas));
}

async function diagramsIn(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = globSync('src/site/diagrams/*.ts', { cwd: root }).sort();
  const parts = files.map(async (file) => {
    const module = (await import(pathToFileURL(join(root, file)).href)) as { diagram: Diagram };
    return [basename(file, '.ts'), Object.keys(module.diagram.parts)] as const;
  });
  return new Map(await Promise.all(parts));
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);

/** All pages of words, by their path below the project's folder. */
const pagesIn = (root: string): ReadonlyMap<string, string> =>
  new Map(
    globSync('content/**/*.mdx', { cwd: root })
      .sort()
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );

async function knownIn(root: string, pages: ReadonlyMap<string, string>): Promise<Known> {
  const text = [...pages.values()].join('\n');
  const widgets = await metasIn(root);
  const inFolder = (folder: string) =>
    [...pages.keys()]
      .filter((file) => file.startsWith(`content/${folder}/`))
      .map((file) => `/${folder}/${slugOf(file)}/`);
  const handedIn = matches(readFileSync(join(root, 'src/site/tags/all.ts'), 'utf8'), /^ {2}([A-Z]\w*),$/gm);
  return {
    widgets,
    tags: new Map(
      [...handedIn, 'Fragment'].map((tag) => {
        const file = join(root, `src/site/tags/${tag}.astro`);
        return [tag, tag === 'Fragment' ? { must: [], may: ['set:html'] } : attributesOf(readFileSync(file, 'utf8'))];
      }),
    ),
    references: matches(readFileSync(join(root, 'content/references.bib'), 'utf8'), /^@\w+\{([^,\s]+),/gm),
    equations: matches(text, /\\label\{([^}]*)\}/g),
    diagrams: await diagramsIn(root),
    errata: matches(text, /<ErratumEntry n=\{(\d+)\}/g),
    pages: [
      ...inFolder('lectures'),
      ...inFolder('appendices'),
      '/widgets/',
      ...[...widgets.keys()].flatMap((id) => [`/widgets/${id}/`, `/embed/${id}/`]),
    ],
  };
}

/** Numbers of the prose that their model does not give. */
async function numberFaults(root: string, { widgets }: Known, pages: ReadonlyMap<string, string>) {
  const formulas = [...pages].flatMap(([file, source]) =>
    [...walk(parsed(source))].flatMap(([{ type, value = '', position }]) =>
      type === 'math' || type === 'inlineMath'
        ? printedIn(value).map((printed) => ({ file, line: position?.start.line ?? 1, printed }))
        : [],
    ),
  );
  const faults: Fault[] = [];
  for (const { file, line, printed } of formulas) {
    const says = typeof printed === 'string' ? printed : await faultOf(printed, widgets, root);
    if (says !== undefined) faults.push({ file, line, says });
  }
  return faults;
}

/** Every fault of the words below `root`. */
export async function contentFaults(root: string): Promise<readonly Fault[]> {
  const pages = pagesIn(root);
  const known = await knownIn(root, pages);
  return [
    ...[...pages].flatMap(([file, source]) => faultsIn(file, source, known)),
    ...sharedExercises(pages),
    ...homelessFigures(known, pages),
    ...(await numberFaults(root, known, pages)),
  ];
}

export const faultLines = (faults: readonly Fault[]): string =>
  faults.map(({ file, line, says }) => `${file}:${line}: ${says}`).join('\n');
