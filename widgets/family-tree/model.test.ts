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

  test('stands as the lecture draws it: every node under its parent, in order, with the numbers of its place', () => {
    // Written down from the figure: name of the node, its parent, level, position and number of siblings.
    const drawn = `models - 1 1/1
      explicit models 2 1/2
      exact explicit 3 1/2
      parametric exact 4 1/5
      kernel exact 4 2/5
      mixture exact 4 3/5
      autoregressive exact 4 4/5
      flow exact 4 5/5
      approximate explicit 3 2/2
      vae approximate 4 1/3
      diffusion approximate 4 2/3
      energy approximate 4 3/3
      implicit models 2 2/2
      gan implicit 3 1/2
      chain implicit 3 2/2`;
    expect(
      rows.map(
        ({ node, parent, level, position, siblings }) => `${node.id} ${parent ?? '-'} ${level} ${position}/${siblings}`,
      ),
    ).toEqual(drawn.split('\n').map((line) => line.trim()));
  });

  test('names at each node the lectures that tell of it', () => {
    // From the table of contents of the course.
    const told = (id: string) => waysOf(rowOf(id).node, []).map(({ label }) => label.replace('lecture ', ''));
    expect(Object.fromEntries(ids.map((id) => [id, told(id).join(' ')]))).toEqual({
      models: '1 13',
      explicit: '',
      exact: '3 5',
      approximate: '9',
      implicit: '12',
      parametric: '3',
      kernel: '3',
      mixture: '4',
      autoregressive: '5',
      flow: '11',
      vae: '9 10',
      diffusion: '',
      energy: '',
      gan: '12',
      chain: '6',
    });
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

  test('gives each key its one effect, and at the ends of the way none', () => {
    const pressed = (key: string, focus: string, folded = '') => moved({ folded }, focus, key);
    expect(pressed('ArrowDown', 'chain')).toEqual({ focus: 'chain' });
    expect(pressed('ArrowUp', 'models')).toEqual({ focus: 'models' });
    expect(pressed('ArrowDown', 'models')).toEqual({ focus: 'explicit' });
    expect(pressed('ArrowUp', 'chain')).toEqual({ focus: 'gan' });
    // Past the folded branch, not into it.
    expect(pressed('ArrowDown', 'exact', 'exact')).toEqual({ focus: 'approximate' });
    expect(pressed('ArrowRight', 'gan')).toEqual({});
    expect(pressed('ArrowLeft', 'gan')).toEqual({ focus: 'implicit' });
    expect(pressed('ArrowLeft', 'models')).toEqual({ folded: 'models' });
    expect(pressed('ArrowLeft', 'models', 'models')).toEqual({});
    expect(pressed('Enter', 'vae')).toEqual({ open: 'vae' });
    expect(pressed(' ', 'vae')).toEqual({ open: 'vae' });
    expect(pressed('*', 'implicit', 'explicit.exact.implicit')).toEqual({ folded: 'exact' });
  });

  test('takes one letter, small or large, and looks on from the node under the keyboard', () => {
    const pressed = (key: string, focus: string, folded = '') => moved({ folded }, focus, key);
    expect(pressed('E', 'models')).toEqual({ focus: 'explicit' });
    expect(pressed('e', 'explicit')).toEqual({ focus: 'exact' });
    expect(pressed('e', 'exact')).toEqual({ focus: 'energy' });
    expect(pressed('e', 'energy')).toEqual({ focus: 'explicit' });
    // A hidden node is not found; the only one of its letter stays where it is.
    expect(pressed('e', 'explicit', 'explicit')).toEqual({ focus: 'explicit' });
    expect(pressed('v', 'vae')).toEqual({ focus: 'vae' });
    expect(pressed('q', 'vae')).toEqual({});
    for (const key of ['ex', '12', '€', '']) expect(pressed(key, 'models')).toBeUndefined();
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

  test.each([
    // By hand, with d = 784 and T = 1,000, from how each is sampled.
    ['parametric', 'exact', 1],
    ['kernel', 'exact', 2],
    ['mixture', 'exact', 2],
    ['autoregressive', 'exact', 784],
    ['flow', 'exact', 1],
    ['vae', 'approximate', 2],
    ['diffusion', 'approximate', 1001],
    ['energy', 'approximate', 2001],
    ['gan', 'implicit', 1],
    ['chain', 'implicit', 2001],
  ] as const)('are for %s, whose density is %s, %d', (id, kind, draws) => {
    const values = at({ d: 784, chain: 1000, node: id });
    expect(costsOf(values).find((cost) => cost.id === id)).toEqual({
      id,
      name: rowOf(id).node.name,
      kind,
      draws,
      here: true,
    });
    expect(metricsOf(values)).toMatchObject({
      draws,
      'draws-most': draws,
      'families-here': 1,
      'exact-here': kind === 'exact' ? 1 : 0,
    });
    // The words beside the number begin with it, or with its formula.
    const formula = { autoregressive: 'd', diffusion: 'T + 1', energy: '2T + 1', chain: '2T + 1' };
    expect(rowOf(id).node.draws?.said.split(':')[0]).toBe({ ...formula }[id as string] ?? String(draws));
  });

  test.each([
    // Counted by hand in the figure: families under the node, those with an exact density, fewest and most draws, level.
    ['models', 10, 5, 1, 2001, 1],
    ['explicit', 8, 5, 1, 2001, 2],
    ['exact', 5, 5, 1, 784, 3],
    ['approximate', 3, 0, 2, 2001, 3],
    ['implicit', 2, 0, 1, 2001, 2],
  ] as const)('under %s are counted over %d families', (node, families, exact, fewest, most, level) => {
    const found = metricsOf(at({ d: 784, chain: 1000, node }));
    expect(found).toEqual({
      families: 10,
      exact: 5,
      approximate: 3,
      implicit: 2,
      'families-here': families,
      'exact-here': exact,
      draws: fewest,
      'draws-most': most,
      level,
    });
  });

  test('are listed from top to bottom, those under the open node marked', () => {
    const costs = costsOf(at({ node: 'approximate' }));
    expect(costs.map(({ id }) => id)).toEqual([
      'parametric',
      'kernel',
      'mixture',
      'autoregressive',
      'flow',
      'vae',
      'diffusion',
      'energy',
      'gan',
      'chain',
    ]);
    expect(costs.filter(({ here }) => here).map(({ id }) => id)).toEqual(['vae', 'diffusion', 'energy']);
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
