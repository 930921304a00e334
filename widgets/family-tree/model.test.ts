import { globSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialValues } from '#src/run/params.ts';
import { meta } from './meta.ts';
import {
  costsOf,
  familiesOf,
  foldedOf,
  inSight,
  metricsOf,
  moved,
  rowOf,
  rows,
  seenAs,
  tree,
  waysOf,
  withFold,
  type Move,
  type Values,
} from './model.ts';

const at = (set: Partial<Values> = {}): Values => ({ ...initialValues(meta.params), ...set });
const ids = rows.map(({ node }) => node.id);
const branches = rows.filter(({ node }) => node.children.length > 0).map(({ node }) => node.id);

type Walk = { readonly focus: string; readonly folded: string; readonly open: string };

/** Keys pressed one after the other. */
const walk = (keys: readonly string[], from: Partial<Walk> = {}): Walk =>
  keys.reduce<Walk>((now, key) => ({ ...now, ...(moved(now, now.focus, key) satisfies Move | undefined) }), {
    focus: 'models',
    folded: '',
    open: 'vae',
    ...from,
  });

describe('the tree', () => {
  test('has ten families: five exact, three approximate, two implicit', () => {
    // Counted by hand from the figure of the lecture.
    expect(metricsOf(at())).toMatchObject({ families: 10, exact: 5, approximate: 3, implicit: 2 });
  });

  test('names every node once, as a link may name it', () => {
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(meta.params.node.pattern);
    expect(branches.join('.')).toMatch(meta.params.folded.pattern);
    expect(branches.join('.').length).toBeLessThanOrEqual(meta.params.folded.maxLength);
  });

  test('has an idea and a density in a sentence at every node, and draws at every family', () => {
    for (const { node } of rows) {
      for (const words of [node.idea, node.density]) expect(words).toMatch(/^[A-Z].*[.?]$/);
      expect(node.children.length === 0).toBe(node.kind !== undefined && node.draws !== undefined);
    }
  });

  test('puts a family under the branch of its density', () => {
    for (const kind of ['exact', 'approximate', 'implicit'] as const)
      expect(familiesOf(rowOf(kind).node).every((family) => family.kind === kind)).toBe(true);
  });

  test('tells each node its level, its place and the number of its siblings', () => {
    expect(rowOf('models')).toMatchObject({ level: 1, position: 1, siblings: 1 });
    expect(rowOf('vae')).toMatchObject({ level: 4, position: 1, siblings: 3, parent: 'approximate' });
    expect(rowOf('gan')).toMatchObject({ level: 3, position: 1, siblings: 2, parent: 'implicit' });
  });
});

describe('the keyboard', () => {
  test('reaches every node from the top by arrow down, and comes back by arrow up', () => {
    for (let presses = 0; presses < ids.length; presses += 1)
      expect(walk(Array.from({ length: presses }, () => 'ArrowDown')).focus).toBe(ids[presses]);
    expect(walk(Array.from({ length: 40 }, () => 'ArrowDown')).focus).toBe('chain');
    expect(
      walk(
        Array.from({ length: 40 }, () => 'ArrowUp'),
        { focus: 'chain' },
      ).focus,
    ).toBe('models');
  });

  test('goes in by arrow right and out by arrow left, folding on the way', () => {
    expect(walk(['ArrowRight', 'ArrowRight', 'ArrowRight']).focus).toBe('parametric');
    expect(walk(['ArrowLeft'], { focus: 'exact' })).toMatchObject({ focus: 'exact', folded: 'exact' });
    expect(walk(['ArrowLeft', 'ArrowLeft'], { focus: 'exact' }).focus).toBe('explicit');
    expect(walk(['ArrowRight'], { focus: 'exact', folded: 'exact' })).toMatchObject({ focus: 'exact', folded: '' });
    expect(walk(['ArrowRight'], { focus: 'gan' })).toMatchObject({ focus: 'gan', folded: '' });
  });

  test('goes to the first and the last node in sight', () => {
    expect(walk(['End']).focus).toBe('chain');
    expect(walk(['End'], { folded: 'implicit' }).focus).toBe('implicit');
    expect(walk(['End', 'Home']).focus).toBe('models');
  });

  test('finds a node by its first letter, round the end', () => {
    expect(walk(['v']).focus).toBe('vae');
    expect(walk(['g'], { focus: 'gan' }).focus).toBe('chain');
    expect(walk(['g'], { focus: 'chain' }).focus).toBe('models');
    expect(walk(['z']).focus).toBe('models');
  });

  test('opens with Enter and with the space bar, and folds out all siblings with a star', () => {
    expect(walk(['End', 'Enter']).open).toBe('chain');
    expect(walk(['ArrowDown', ' ']).open).toBe('explicit');
    expect(walk(['*'], { focus: 'exact', folded: 'exact.approximate.implicit' }).folded).toBe('implicit');
  });

  test('leaves other keys to the page', () => {
    for (const key of ['Tab', 'Escape', 'PageDown', 'F5', '1']) expect(moved(at(), 'models', key)).toBeUndefined();
  });

  test('stays on a node in sight whatever is pressed', () => {
    const key = fc.constantFrom(
      'ArrowDown',
      'ArrowUp',
      'ArrowLeft',
      'ArrowRight',
      'Home',
      'End',
      '*',
      'Enter',
      'e',
      'g',
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        const end = walk(keys);
        expect(inSight(end).map(({ node }) => node.id)).toContain(end.focus);
        expect(end.folded).toMatch(meta.params.folded.pattern);
        expect(ids).toContain(end.open);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('folding', () => {
  test('hides what is under a branch and nothing else', () => {
    expect(inSight({ folded: 'explicit' }).map(({ node }) => node.id)).toEqual([
      'models',
      'explicit',
      'implicit',
      'gan',
      'chain',
    ]);
    expect(inSight({ folded: 'models' })).toHaveLength(1);
  });

  test('and unfolding a branch leaves the others, in the order of the tree', () => {
    expect(withFold({ folded: 'implicit' }, 'exact', true)).toBe('exact.implicit');
    expect(withFold({ folded: 'exact.implicit' }, 'implicit', false)).toBe('exact');
    // A family cannot be folded.
    expect(withFold({ folded: '' }, 'gan', true)).toBe('');
    expect(foldedOf({ folded: '' }).size).toBe(0);
  });

  test('lets the nearest branch in sight stand for a hidden node', () => {
    expect(seenAs({ folded: 'exact' }, 'flow')).toBe('exact');
    expect(seenAs({ folded: 'models.exact' }, 'flow')).toBe('models');
    expect(seenAs({ folded: '' }, 'flow')).toBe('flow');
  });
});

describe('draws in a row', () => {
  const drawsOf = (id: string, set: Partial<Values> = {}) => metricsOf(at({ ...set, node: id })).draws;

  test('are the latent layers of each family', () => {
    // Counted from how each is sampled: GAN z; VAE z then x; diffusion x_T … x_0; a chain two draws a step after its start.
    expect(
      ['gan', 'vae', 'autoregressive', 'diffusion', 'energy'].map((id) => drawsOf(id, { d: 784, chain: 1000 })),
    ).toEqual([1, 2, 784, 1001, 2001]);
    expect(drawsOf('autoregressive', { d: 1 })).toBe(1);
  });

  test('at a branch run from the fewest of its families to the most', () => {
    const { draws, 'draws-most': most } = metricsOf(at({ node: 'exact', d: 100 }));
    expect([draws, most]).toEqual([1, 100]);
  });

  test('are finite, whole and at least 1 at every node and at the ends of the knobs', () => {
    for (const node of ids)
      for (const d of [1, 1_000_000])
        for (const chain of [1, 10_000]) {
          const found = metricsOf(at({ node, d, chain }));
          for (const value of Object.values(found)) expect(Number.isInteger(value)).toBe(true);
          expect(found.draws).toBeGreaterThanOrEqual(1);
          expect(found['families-here']).toBe(costsOf(at({ node, d, chain })).filter((cost) => cost.here).length);
        }
  });
});

describe('the figure', () => {
  test('reports exactly the metrics that it describes', () => {
    expect(Object.keys(metricsOf(at())).sort()).toEqual(Object.keys(meta.metrics).sort());
  });

  test('links only to lectures that are written, and names the others', () => {
    const files = globSync('content/lectures/*.mdx');
    const written = files.map((file) => /(\d+)-(.+)\.mdx$/.exec(file)?.slice(1) ?? []);
    for (const { node } of rows)
      for (const { label, path } of waysOf(node, files))
        expect(
          written.some(([number, slug]) => path === `lectures/${slug ?? ''}/` && label === `lecture ${Number(number)}`),
        ).toBe(path !== undefined);
    expect(waysOf(rowOf('vae').node, []).map(({ path }) => path)).toEqual([undefined, undefined]);
    expect(waysOf(rowOf('gan').node, ['/content/lectures/12-generative-adversarial-networks.mdx'])).toEqual([
      { label: 'lecture 12', path: 'lectures/generative-adversarial-networks/' },
    ]);
  });

  test('has presets that open nodes of the tree', () => {
    for (const { set } of Object.values(meta.presets)) if ('node' in set) expect(ids).toContain(set.node);
    expect(rowOf('no such node').node).toBe(tree);
  });
});
