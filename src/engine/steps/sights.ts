/** What lies between the stacked rows and the networks that read them: a pass's sights, forwards and back. */
import {
  atHand,
  matrix,
  networksOf,
  type Look,
  type Making,
  type Matrix,
  type Parts,
  type SightOf,
  type SightPart,
} from './making.ts';
import type { Model, Pass, Sight } from './model.ts';
import type { Place } from './stages.ts';

type Kind = Sight['sight'];

const partOf = <K extends Kind>({ sights }: Parts, sight: SightOf<K>): SightPart<SightOf<K>> =>
  atHand<SightPart<SightOf<K>>>(sights[sight.sight], sight.sight);

const taken = <K extends Kind>(parts: Parts, sight: SightOf<K>, width: number, pass: Pass): number =>
  partOf<K>(parts, sight).taken(sight, width, pass);

/** The width of the rows that come in, from that which the pass's networks read: back through what it sees. */
export function widthTaken(parts: Parts, model: Model, pass: Pass): number {
  const read = networksOf(model, pass.through)[0]?.inputs ?? 0;
  return (pass.sees ?? []).reduceRight((width, sight) => taken<Kind>(parts, sight, width, pass), read);
}

/** What the pass sees of the stacked rows, each sight with its stage. */
export function look(making: Making, clean: Matrix): readonly Look<Sight>[] {
  let from = clean;
  return (making.pass.sees ?? []).map((sight) => {
    const one = lookOnce<Kind>(making, sight, from);
    from = one.to;
    return one;
  });
}

function lookOnce<K extends Kind>(making: Making, sight: SightOf<K>, from: Matrix): Look<SightOf<K>> {
  const part = partOf<K>(making.parts, sight);
  const { rows, columns } = part.size(sight, from, making.pass);
  const to = { rows, width: columns, at: matrix(making, rows, columns) };
  const pairs = part.pairs ? matrix(making, rows, rows) : 0;
  const one = { sight, from, to, pairs };
  making.stages.push(part.look(making, one));
  return one;
}

/** Returns where the gradient at what a sight is given lies, from that at what it gives. */
export const lookBack = <K extends Kind>(making: Making, one: Look<SightOf<K>>, yGradient: Place): Place =>
  partOf<K>(making.parts, one.sight).back(making, one, yGradient);
