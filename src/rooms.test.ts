import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fileOf, pathsIn } from './imports.fixture.ts';

/** Who may import whom. Reading this table is reading the architecture. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  engine: ['base'],
  models: ['base', 'engine'],
  worker: ['base', 'engine', 'models'],
  run: ['base', 'engine', 'models', 'worker'],
  plots: ['base', 'engine'],
  ui: ['base', 'run'],
  widgets: ['base', 'engine', 'models', 'run', 'plots', 'ui'],
  site: ['base', 'widgets', 'run', 'plots', 'ui'],
  bench: ['base', 'engine', 'models', 'worker', 'run', 'plots', 'ui'],
  pages: ['site', 'bench'],
  tools: ['base', 'engine', 'models', 'run', 'widgets', 'bench'],
};

/** Inside the engine: who may import whom, from the ground up. The parts of a layer stand where they are used. */
const engineFloors: readonly (readonly string[])[] = [
  ['normals', 'random', 'tensors', 'experiment', 'fault', 'backends', 'adapter', 'history', 'latest'],
  ['maths', 'data'],
  ['nets', 'losses', 'steps', 'layers/stage', 'layers/plan', 'layers/plain', 'layers/plain-stages'],
  ['executors', 'layers/reference', 'layers/simd', 'layers/plain-simd', 'layers/wgsl'],
];

/** Whose parts a layer may use besides its own. */
const layersUsed: Readonly<Record<string, readonly string[]>> = {
  dense: ['activation'],
  penalty: ['activation'],
  convolution: ['activation', 'dense'],
  resize: ['activation'],
};

const roomOf = (path: string) => (path.startsWith('widgets/') ? 'widgets' : (path.split('/')[1] ?? ''));
/** AssemblyScript: a language of its own, which imports only itself. */
const kernels = globSync(['src/engine/kernels/*.ts', 'src/engine/layers/*/{kernel,*.kernel}.ts']);
const files = globSync('{src/*/**,widgets/**}/*.{ts,tsx,astro}').filter(
  (file) => !/\.(?:test|spec)\./.test(file) && !kernels.includes(file),
);
const importsOf = (file: string) => pathsIn(readFileSync(file, 'utf8'));

describe.each(files)('%s', (file) => {
  const imports = importsOf(file);

  test('imports only from rooms below it', () => {
    const strangers = imports
      .filter((path) => path.startsWith('#'))
      .map((path) => path.slice(1))
      .filter((path) => roomOf(path) !== roomOf(file) && !mayImport[roomOf(file)]?.includes(roomOf(path)));
    expect(strangers).toEqual([]);
  });

  test('imports relatively only inside its room', () => {
    const climbing = imports.filter(
      (path) =>
        path.startsWith('.') &&
        /^(?:src|widgets)\//.test(fileOf(file, path)) &&
        roomOf(fileOf(file, path)) !== roomOf(file),
    );
    expect(climbing).toEqual([]);
  });
});

/** Waits for a driver in Node, so it has to know the time; no page ever loads it. */
const OF_A_DRIVER = 'src/engine/executors/gpu.fixture.ts';

test.each(
  files.filter(
    (file) =>
      file !== OF_A_DRIVER && (['engine', 'models'].includes(roomOf(file)) || file.startsWith('src/bench/models/')),
  ),
)('%s knows no page, no clock and no unseeded chance', (file) => {
  const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  expect(
    code.match(/\b(?:Math\.random|Date\.now|performance\.|document\.|window\.|localStorage|setTimeout|console\.)/g) ??
      [],
  ).toEqual([]);
});

const floorOf = (path: string) => {
  const [, , name = '', ...inside] = path.replace(/\.ts$/, '').split('/');
  const place = name === 'layers' ? `layers/${inside.at(-1) ?? ''}` : name;
  return engineFloors.findIndex((floor) => floor.includes(place));
};

test.each(files.filter((file) => roomOf(file) === 'engine'))(
  '%s imports only from its floor of the engine or below',
  (file) => {
    const above = importsOf(file)
      .filter((path) => path.startsWith('.'))
      .map((path) => fileOf(file, path))
      .filter((path) => floorOf(path) > floorOf(file));
    expect(floorOf(file), 'a file of the engine stands on a floor of the table').toBeGreaterThanOrEqual(0);
    expect(above).toEqual([]);
  },
);

/** The layer whose folder a file stands in, if it does. */
const layerOf = (path: string) => /^src\/engine\/layers\/([^/]+)\//.exec(path)?.[1];

test.each([...files, ...kernels].filter((file) => layerOf(file) !== undefined))(
  '%s uses no layer but its own and those of the table',
  (file) => {
    const own = layerOf(file) ?? '';
    const used = importsOf(file).flatMap((path) => layerOf(fileOf(file, path)) ?? []);
    expect(used.filter((layer) => layer !== own && !layersUsed[own]?.includes(layer))).toEqual([]);
  },
);

/** What a file loads with itself: imports of types and those that wait are left out. */
const loadedBy = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type)[^;]*?from '([^']+)'/gm)].map(([, path = '']) =>
    fileOf(file, path),
  );

test('who trains on one executor loads no part of a layer that only another needs', () => {
  const all = (begin: string) => {
    const found = new Set([begin]);
    for (const file of found) for (const path of loadedBy(file)) if (files.includes(path)) found.add(path);
    return [...found];
  };
  const ofKind = (begin: string, kind: RegExp) => all(begin).filter((file) => kind.test(file));
  expect(all('src/engine/executors/simd.ts').length).toBeGreaterThan(10);
  expect(ofKind('src/engine/executors/simd.ts', /reference|wgsl/)).toEqual([]);
  expect(ofKind('src/engine/executors/reference.ts', /simd|words|wgsl/)).toEqual([]);
  expect(ofKind('src/engine/executors/webgpu.ts', /simd|words|reference/)).toEqual([]);
  expect(ofKind('src/engine/steps/plan.ts', /simd|words|wgsl|reference/)).toEqual([]);
});

test.each(kernels)('%s imports only other kernels', (file) => {
  expect(importsOf(file).filter((path) => !kernels.includes(`${fileOf(file, path)}.ts`))).toEqual([]);
});

test.each(
  files.filter(
    (file) => ['engine', 'models'].includes(roomOf(file)) && !/tfjs|backends|tensors|nets|losses/.test(file),
  ),
)('%s does without TensorFlow.js until a run needs it', (file) => {
  expect(loadedBy(file).filter((path) => /tensors|tfjs|backends|\/nets\/|losses/.test(path))).toEqual([]);
});

const programs = files.filter((file) => /^widgets\/.*\/code\/tfjs\.ts$/.test(file));

test.each(programs)(
  '%s is a program for readers: it imports TensorFlow.js, as they would, and nothing else',
  (file) => {
    // The comment at its head shows how the saved file is imported.
    expect(importsOf(file).filter((path) => !/^\.\/[\w-]+-tfjs\.ts$/.test(path))).toEqual(['@tensorflow/tfjs']);
  },
);

test.each(files.filter((file) => file.startsWith('widgets/') && !programs.includes(file)))(
  '%s speaks to no other widget, worker or TensorFlow.js',
  (file) => {
    const own = file.split('/')[1] ?? '';
    const others = importsOf(file).filter(
      (path) =>
        /@tensorflow|#src\/worker/.test(path) || (path.startsWith('#widgets/') && !path.startsWith(`#widgets/${own}/`)),
    );
    expect(others).toEqual([]);
  },
);

test.each(files.filter((file) => /^widgets\/.*\/meta\.ts$/.test(file)))('%s only describes', (file) => {
  expect(importsOf(file).filter((path) => !/^#src\/run\/(?:params|meta|guess|common-knobs)\.ts$/.test(path))).toEqual(
    [],
  );
});

/** Files of a widget beside its four: a part of its model with its test, or a folder. */
const beside: Readonly<Record<string, readonly string[]>> = {
  'density-fit': ['points.test.ts', 'points.ts'],
  // Parts that another page shows alone, and the plane that is trained beforehand.
  'latent-plane': ['parts', 'trained'],
};

/**
 * What a widget's folder may have besides: programs and pictures of its own, its card on the home page, how its still is taken, how the trained run that
 * it opens on is recorded and what came of it (`beginning.json`, and `beginning.<view>.json` of a view), rules for its look,
 * links that must never change, its story in a browser, mutations that change no shown number, and what comes out of the
 * question that its reader guesses at.
 */
const whereAny = [
  'code',
  'pictures',
  'card.ts',
  'still.ts',
  'beginning.ts',
  'style.css',
  'links.json',
  'story.spec.ts',
  'survivors.json',
  'guess.test.ts',
];

test('a widget is four files, its pictures, and if it trains a folder with its model as programs', () => {
  for (const folder of globSync('widgets/*/code'))
    expect(
      globSync(`${folder}/*`)
        .map((file) => file.split('/').at(-1))
        .filter((name) => name !== 'tfjs.test.ts')
        .sort(),
    ).toEqual(['keras.py', 'pytorch.py', 'sources.ts', 'tfjs.ts']);
  for (const folder of globSync('widgets/*'))
    expect(
      globSync(`${folder}/*`)
        .map((file) => file.split('/').at(-1))
        .filter((name) => !whereAny.includes(name ?? '') && !/^beginning(?:\.[a-z-]+)?\.json$/.test(name ?? ''))
        .sort(),
    ).toEqual(
      ['meta.ts', 'model.test.ts', 'model.ts', 'view.tsx', ...(beside[folder.split('/')[1] ?? ''] ?? [])].sort(),
    );
});

/** Every file that one file imports, from the top of the project. */
const usedBy = new Map(
  files.map((file) => [file, importsOf(file).map((path) => (/^[#.]/.test(path) ? fileOf(file, path) : path))]),
);

test.each(globSync('src/plots/*.ts').filter((file) => !file.includes('.test.')))(
  '%s has two users or more: what one figure draws stands in its own folder',
  (file) => {
    const users = [...usedBy].filter(([, used]) => used.includes(file)).map(([user]) => user);
    expect(users.length, users.join(', ')).toBeGreaterThanOrEqual(2);
  },
);

test('what is faster than Plot is reached through src/plots/plot.ts alone', () => {
  const users = [...usedBy].filter(
    ([user, used]) => used.some((path) => path.startsWith('src/plots/fast/')) && !user.startsWith('src/plots/fast/'),
  );
  expect(users.map(([user]) => user)).toEqual(['src/plots/plot.ts']);
});

test('no lecture or appendix imports anything', () => {
  for (const file of globSync('content/**/*.mdx'))
    expect(readFileSync(file, 'utf8')).not.toMatch(/^(?:import|export)\s/m);
});
