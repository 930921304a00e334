import { position, show, type NumberParam, type ParamSpecs, type ParamValues } from './params.ts';
import { lost } from './words/figure.ts';

type Suspect = { readonly name: string; readonly spec: NumberParam; readonly value: number };

/**
 * What to say of a run whose numbers were lost: the step, and the knob to turn. A learning rate that was raised is the
 * usual cause; after it comes the knob that stands furthest from its initial place on its control, and where none was
 * turned the learning rate as it is.
 */
export function blame<S extends ParamSpecs>(specs: S, values: ParamValues<S>, lostAt: number, step: number): string {
  const suspects = suspectsOf(specs, values).sort((a, b) => shift(b) - shift(a));
  const turned = suspects.filter((suspect) => shift(suspect) > 0);
  const suspect = turned.find(isRate) ?? turned[0] ?? suspects.find(isRate);
  const said = suspect ? [accuse(suspect), lost.back(show(step))] : [lost.backElse(show(step))];
  return [lost.at(show(lostAt)), ...said].join(' ');
}

const isRate = ({ name }: Pick<Suspect, 'name'>) => name.startsWith('lr');

function suspectsOf<S extends ParamSpecs>(specs: S, values: ParamValues<S>): Suspect[] {
  return Object.entries(specs).flatMap(([name, spec]) => {
    const value = values[name];
    return spec.kind === 'number' && typeof value === 'number' && name !== 'seed' ? [{ name, spec, value }] : [];
  });
}

/** How far the knob is from its initial place, in lengths of its control; a learning rate only upwards. */
function shift({ name, spec, value }: Suspect): number {
  const moved = position(spec, value) - position(spec, spec.initial);
  return isRate({ name }) ? moved : Math.abs(moved);
}

function accuse({ spec, value }: Suspect): string {
  const { label, initial } = spec;
  const shown = value === initial ? show(value) : lost.usually(show(value), show(initial));
  return value >= initial ? lost.lower(label, shown) : lost.raise(label, shown);
}
