import { matrix, realsOf, type SightOf, type SightPart } from '../../steps/making.ts';

export const closeness: SightPart<SightOf<'closeness'>> = {
  taken: (_, width) => width - 1,
  size: (_, { rows, width }) => ({ rows, columns: width + 1 }),
  pairs: true,
  look({ pass }, { sight: { scale }, from: { rows, width, at: x }, to: { at: y }, pairs }) {
    return { stage: 'closeness', rows, reals: realsOf(pass, rows), width, scale, x, pairs, y };
  },
  back(making, { sight: { scale }, from: { rows, width, at: x }, pairs }, yGradient) {
    const gradient = matrix(making, rows, width);
    const reals = realsOf(making.pass, rows);
    making.stages.push({ stage: 'closeness backward', rows, reals, width, scale, x, pairs, yGradient, gradient });
    return gradient;
  },
};
