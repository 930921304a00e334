import { fedAt, matrix, type FeedPart, type Making, type SightOf, type SightPart } from '../../steps/making.ts';
import { strideOf, type Place } from '../../steps/stages.ts';

/** The place of what the networks read: of the input, or of what corruption leaves of it. */
export function corrupted(making: Making, x: Place, width: number): Place {
  const { name, rows, corruption, draws: laws } = making.pass;
  if (corruption === undefined) return x;
  const law = corruption === 'gaussian' ? 'normal' : 'uniform';
  const drawn = laws?.['corruption'];
  if (drawn !== undefined && drawn !== law)
    throw new Error(`The pass “${name}” draws its ${corruption} corruption from “${drawn}”, not “${law}”.`);
  const y = matrix(making, rows, width);
  const [draws, level] = [fedAt(making, 'corruption'), fedAt(making, 'corruption level')];
  making.results['corrupted'] = { at: y, length: rows * strideOf(width) };
  making.stages.push({ stage: 'corrupt', corruption, rows, width, x, draws, level, y });
  return y;
}

/** What corrupts, rows like those that come in, and how much. */
export const corruption: FeedPart = {
  shapes: ({ pass, wide }) => (pass.corruption === undefined ? {} : { corruption: wide(pass.rows) }),
  numbers: ({ pass }) => (pass.corruption === undefined ? {} : { 'corruption level': 1 }),
};

/** Instance noise: the same for what is seen, and no gradient is lost on it. */
export const noise: SightPart<SightOf<'noise'>> = {
  taken: (_, width) => width,
  size: (_, { rows, width }) => ({ rows, columns: width }),
  look(making, { from: { rows, width, at: x }, to: { at: y } }) {
    const [draws, level] = [fedAt(making, 'instance noise'), fedAt(making, 'deviation')];
    return { stage: 'corrupt', corruption: 'gaussian', rows, width, x, draws, level, y };
  },
  back: (_, __, yGradient) => yGradient,
};

export const instanceNoise: FeedPart = {
  shapes: ({ pass, wide }) => (isNoisy(pass) ? { 'instance noise': wide(pass.rows) } : {}),
  numbers: ({ pass }) => (isNoisy(pass) ? { deviation: 1 } : {}),
};

const isNoisy = ({ sees = [] }: Making['pass']): boolean => sees.some(({ sight }) => sight === 'noise');
