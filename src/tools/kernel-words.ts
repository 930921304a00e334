/**
 * The AssemblyScript side of what executors/simd.ts writes down: classes that name the words of every stage, numbers that
 * name the choices among them, and who computes which stage. All of it is made from the tables in src/engine/layers.
 */
import { PASS, STAGE, wordsOf, type Word, type Words } from '#src/engine/executors/words.ts';
import { PLAIN } from '#src/engine/layers/plain-stages.ts';
import { words } from '#src/engine/layers/simd.ts';
import type { StageKind, StageOf } from '#src/engine/steps/stages.ts';

/** In the order of their numbers. */
const KINDS = Object.keys(words) as StageKind[];

const HEAD = '// Made by `npm run build:kernels` from src/engine/layers/simd.ts; changes go there.';

/** Classes are read through addresses and never made, so their fields need no values. */
export function wordsText(): string {
  const pass = classText(
    'Pass',
    'One pass in a turn.',
    PASS.map((name) => ({ name, type: 'usize' })),
  );
  const classes = KINDS.map((kind) =>
    classText(classOf(kind), `“${kind}”`, [{ name: 'stage', type: 'i32' }, ...wordsNamed(kind)]),
  );
  const size = `/** Bytes of one stage. */\nexport const STAGE: usize = ${STAGE};`;
  return `${[HEAD, size, choicesText(), pass, ...classes].join('\n\n')}\n`;
}

/** Fields that the kernels read: four bytes each, in this order. */
type Named = Pick<Word<object>, 'name' | 'type'>;

function wordsNamed<Kind extends StageKind>(kind: Kind): readonly Named[] {
  const table: Words<StageOf<Kind>> = words[kind];
  return wordsOf(table);
}

const classText = (name: string, about: string, fields: readonly Named[]): string =>
  [
    `/** ${about} */`,
    '// @ts-ignore: decorator',
    '@unmanaged',
    `export class ${name} {`,
    ...fields.map((field) => `  ${field.name}: ${field.type};`),
    '}',
  ].join('\n');

/** One number for each value that a stage may choose, under the last word of the field's name. */
function choicesText(): string {
  const lines = KINDS.flatMap((kind) =>
    Object.entries<readonly string[] | undefined>(words[kind].choices ?? {}).flatMap(([field, values = []]) =>
      values.map((value, i) => `export const ${constantOf(field, value)}: i32 = ${i};`),
    ),
  );
  return [...new Set(lines)].join('\n');
}

/**
 * `perform`: runs the stage that lies at an address. What is not plain is compiled only where EVERY is defined, and is a
 * trap elsewhere. `sources` are the texts of the kernels, by path from this file.
 */
export function performText(sources: Readonly<Record<string, string>>): string {
  const classes = KINDS.map(classOf).sort().join(', ');
  const imports = KINDS.map((kind) => `import { ${kernelOf(kind)} } from '${pathOf(kind, sources)}';`);
  const callOf = (kind: StageKind) => `${kernelOf(kind)}(changetype<${classOf(kind)}>(at));`;
  const cases = KINDS.map((kind, i) =>
    PLAIN.includes(kind)
      ? `    case ${i}: ${callOf(kind)} break;`
      : `    case ${i}: if (isDefined(EVERY)) ${callOf(kind)} else unreachable(); break;`,
  );
  return [
    HEAD,
    `import { ${classes} } from './words';`,
    ...imports,
    '',
    '/** Runs the stage that lies at an address. */',
    'export function perform(at: usize): void {',
    '  switch (load<i32>(at)) {',
    ...cases,
    '  }',
    '}',
    '',
  ].join('\n');
}

function pathOf(kind: StageKind, sources: Readonly<Record<string, string>>): string {
  const head = `export function ${kernelOf(kind)}(s: ${classOf(kind)}): void`;
  const [found, ...others] = Object.keys(sources).filter((path) => sources[path]?.includes(head));
  if (found !== undefined && others.length === 0) return found;
  throw new Error(
    `The stage “${kind}” needs one kernel “${head}” in its layer’s kernel.ts; there are ${found ? 2 : 0}.`,
  );
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const classOf = (kind: StageKind): string => kind.split(' ').map(capital).join('');
const kernelOf = (kind: StageKind): string => classOf(kind).replace(/^./, (letter) => letter.toLowerCase());

/** As ACTIVATION_LEAKY_RELU for the activation “leaky relu”. */
function constantOf(field: string, value: string): string {
  const spelt = value.replaceAll('^2', ' squared ').replaceAll('/2', ' halved ').replaceAll('-', ' minus ');
  const group = field.split(/(?=[A-Z])/).at(-1) ?? field;
  return [group, ...spelt.split(/\W+/)]
    .filter((part) => part !== '')
    .join('_')
    .toUpperCase();
}
