import fc from 'fast-check';
import type { WidgetMeta } from '../src/run/meta.ts';
import type { Param } from '../src/run/params.ts';

/** What people and programs write where a number is wanted. */
const junk = fc.oneof(
  fc.constantFrom('', ' ', 'NaN', 'Infinity', '-Infinity', '1e999', '-0', '0x10', '1,5', '½', 'null', '%', '%zz', '+'),
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.double().map(String),
  fc.maxSafeInteger().map(String),
);

/** A value for a knob: mostly one it can have, else one beside its range, else junk. */
function valueFor(spec: Param): fc.Arbitrary<string> {
  if (spec.kind === 'choice') {
    const options = fc.constantFrom(...Object.keys(spec.options));
    return fc.oneof({ weight: 3, arbitrary: options }, { weight: 1, arbitrary: junk });
  }
  if (spec.kind === 'text') return fc.oneof(fc.stringMatching(spec.pattern), junk);
  const { min, max } = spec;
  const within = fc.double({ min, max, noNaN: true }).map(String);
  const beside = fc.double({ min: min - 2 * (max - min), max: max + 2 * (max - min), noNaN: true }).map(String);
  return fc.oneof({ weight: 3, arbitrary: within }, { weight: 1, arbitrary: beside }, { weight: 1, arbitrary: junk });
}

const strange = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'b.', '.', 'b.b.b', 'utm_source', 'Beta'),
  fc.string({ maxLength: 20 }),
);

type Pair = readonly [string, string];

/** Every name a link to this figure may carry, with a value it may have. */
function pairsFor({ params, presets }: WidgetMeta): fc.Arbitrary<Pair> {
  const knobs = Object.entries<Param>(params).map(([name, spec]) => fc.tuple(fc.constant(name), valueFor(spec)));
  const names = fc.constantFrom(...Object.keys(params), 'gamma', '__proto__');
  const reserved: readonly fc.Arbitrary<Pair>[] = [
    fc.tuple(fc.constant('v'), fc.oneof(fc.constantFrom('1', '2', '99', '0', '-1', '1.5'), junk)),
    fc.tuple(fc.constant('step'), fc.oneof(fc.constantFrom('0', '20001', '-3', '1.5', '1e3'), junk)),
    fc.tuple(fc.constant('hide'), fc.array(names, { maxLength: 3 }).map(String)),
    fc.tuple(fc.constant('only'), fc.oneof(fc.constantFrom('plot', 'Plot'), junk)),
    fc.tuple(fc.constant('preset'), fc.oneof(fc.constantFrom(...Object.keys(presets), 'toString'), junk)),
    fc.tuple(fc.constant('play'), fc.oneof(fc.constantFrom('0', 'yes'), junk)),
    fc.tuple(fc.constant('teach'), fc.oneof(fc.constantFrom('0', 'yes'), junk)),
    fc.tuple(fc.constant('backend'), fc.oneof(fc.constantFrom('auto', 'simd', 'abacus', 'toString'), junk)),
  ];
  const bare = fc.oneof(...knobs, ...knobs, ...reserved, fc.tuple(strange, junk));
  const beside = bare.map(([name, value]): Pair => [`b.${name}`, value]);
  return fc.oneof({ weight: 4, arbitrary: bare }, { weight: 1, arbitrary: beside });
}

/** Queries a figure may be opened with: well written, badly written, and not written at all. */
export function queriesFor(meta: WidgetMeta): fc.Arbitrary<string> {
  const written = fc
    .array(pairsFor(meta), { maxLength: 8 })
    .map((pairs) => new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString());
  return fc.oneof({ weight: 9, arbitrary: written }, { weight: 1, arbitrary: fc.string({ maxLength: 80 }) });
}

/** A refusal as a reader should find it: a sentence, from its capital (or the name it speaks of) to its full stop. */
export const SENTENCE = /^[“A-Z][\s\S]{10,}\.$/;
