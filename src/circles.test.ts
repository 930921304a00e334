/** Files that need each other in a circle cannot be read one after the other, even where only a type or a lazy import closes it. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fileOf, pathsIn } from './imports.fixture.ts';

/** Who imports whom: by file, the files it names. */
type Imports = ReadonlyMap<string, readonly string[]>;

const imports: Imports = new Map(
  globSync('{src,widgets,e2e}/**/*.{ts,tsx,astro}').map((file) => [
    file,
    pathsIn(readFileSync(file, 'utf8'))
      .filter((path) => /^[#.]/.test(path))
      .map((path) => fileOf(file, path)),
  ]),
);

/** A circle of files, the first one named again at its end; nothing where there is none. */
function circleIn(graph: Imports): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const circle = walk(next, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = walk(file, []);
    if (circle) return circle;
  }
  return undefined;
}

test('no files import each other in a circle, types and lazy imports counted', () => {
  expect(circleIn(imports)).toBeUndefined();
});

describe('a circle', () => {
  test('is found where it begins further on, and through three files', () => {
    const graph = { top: ['a'], a: ['b', 'c'], b: [], c: ['d'], d: ['b', 'a'] };
    expect(circleIn(new Map(Object.entries(graph)))).toEqual(['a', 'c', 'd', 'a']);
  });

  test('is not seen where two paths lead to one file', () => {
    const graph = { top: ['a', 'b'], a: ['c'], b: ['c'], c: [] };
    expect(circleIn(new Map(Object.entries(graph)))).toBeUndefined();
  });

  test('is closed by a type and by a lazy import as well', () => {
    expect(pathsIn("import type { A } from './a.ts';\nexport { b } from './b.ts';\nimport './c.ts';")).toEqual([
      './a.ts',
      './b.ts',
      './c.ts',
    ]);
    expect(pathsIn("const later = () => import('./d.tsx');")).toEqual(['./d.tsx']);
    expect(fileOf('src/ui/Menu.tsx', './panel.ts')).toBe('src/ui/panel.ts');
    expect(fileOf('src/ui/Menu.tsx', '#src/worker/train.worker.ts?worker&url')).toBe('src/worker/train.worker.ts');
  });
});
