import { matrix, type SightOf, type SightPart } from '../../steps/making.ts';

export const packed: SightPart<SightOf<'packed'>> = {
  taken(sight, width, { name }) {
    if (width % sight.rows === 0) return width / sight.rows;
    throw new Error(
      `The pass “${name}” packs ${sight.rows} rows into ${width} columns, which they do not share evenly.`,
    );
  },
  size(sight, { rows, width }, { name }) {
    if (rows % sight.rows === 0) return { rows: rows / sight.rows, columns: width * sight.rows };
    throw new Error(
      `The pass “${name}” packs ${sight.rows} rows into one, and its ${rows} rows are no multiple of that.`,
    );
  },
  look: (_, { sight, from, to }) => ({
    stage: 'pack',
    rows: to.rows,
    width: from.width,
    group: sight.rows,
    x: from.at,
    y: to.at,
  }),
  back(making, { sight, from: { rows, width }, to }, yGradient) {
    const gradient = matrix(making, rows, width);
    making.stages.push({ stage: 'unpack', rows: to.rows, width, group: sight.rows, x: gradient, y: yGradient });
    return gradient;
  },
};
