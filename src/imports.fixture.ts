/** What files import, for the tests that read the architecture off it. */
import { dirname, join, normalize } from 'node:path';

/** Every path that a text imports: values, types, and what is fetched later. */
export const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport)\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g)].map(
    ([, now, later]) => now ?? later ?? '',
  );

/** A path without what Vite is told behind a question mark; `#src/…` and `#widgets/…` are counted from the top. */
export const fileOf = (from: string, path: string): string => {
  const [plain = ''] = path.split('?');
  return plain.startsWith('#') ? plain.slice(1) : normalize(join(dirname(from), plain));
};
