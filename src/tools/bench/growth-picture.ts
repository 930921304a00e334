import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from '../commands.ts';

export type Line = {
  readonly name: string;
  readonly points: readonly { readonly value: number; readonly milliseconds: number }[];
};

const PLACE = 'public/bench/growth.svg';
/** A grey that stands on light paper and on dark. */
const INK = '#7a7a7a';
const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [230, 230, 44, 30, 44] as const;

/** One panel for each line, both axes logarithmic, one scale of time for all. Returns the picture's place. */
export async function growthPicture(lines: readonly Line[]): Promise<string> {
  const times = lines.flatMap(({ points }) => points.map(({ milliseconds }) => milliseconds));
  const range = [
    10 ** Math.floor(Math.log10(Math.min(...times))),
    10 ** Math.ceil(Math.log10(Math.max(...times))),
  ] as const;
  const panels = lines.map((line, i) => `<g transform="translate(${i * WIDTH} 0)">${panel(line, range)}</g>`);
  const picture =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${lines.length * WIDTH} ${HEIGHT}" width="${lines.length * WIDTH}" ` +
    `font-family="sans-serif" font-size="11" fill="${INK}" stroke-width="1.5" role="img">` +
    `<title>Milliseconds a step against ${lines.map(({ name }) => name).join(', ')}</title>${panels.join('')}</svg>\n`;
  await mkdir(dirname(join(ROOT, PLACE)), { recursive: true });
  await writeFile(join(ROOT, PLACE), picture);
  return PLACE;
}

function panel({ name, points }: Line, [low, high]: readonly [number, number]): string {
  const values = points.map(({ value }) => value);
  const x = scale([Math.min(...values), Math.max(...values)], [LEFT + 16, WIDTH - 30]);
  const y = scale([low, high], [HEIGHT - BOTTOM, TOP]);
  const decades = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, i) => low * 10 ** i);
  const path = points.map(({ value, milliseconds }, i) => `${i ? 'L' : 'M'}${x(value)} ${y(milliseconds)}`).join('');
  return [
    `<text x="${LEFT - 34}" y="14" font-weight="bold">ms a step against ${name}</text>`,
    ...decades.map(
      (time) =>
        `<path d="M${LEFT} ${y(time)}H${WIDTH - 14}" stroke="${INK}" stroke-opacity=".35" stroke-width="1"/>` +
        `<text x="${LEFT - 6}" y="${y(time) + 4}" text-anchor="end">${Number(time.toPrecision(1))}</text>`,
    ),
    ...values.map((value) => `<text x="${x(value)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${value}</text>`),
    `<path d="${path}" fill="none" stroke="${INK}"/>`,
    ...points.map(({ value, milliseconds }) => `<circle cx="${x(value)}" cy="${y(milliseconds)}" r="3"/>`),
    ...points.map(
      ({ value, milliseconds }) =>
        `<text x="${x(value)}" y="${y(milliseconds) - 8}" text-anchor="middle" font-size="10">${Number(milliseconds.toPrecision(2))}</text>`,
    ),
  ].join('');
}

/** Logarithmic, to tenths of a pixel. */
function scale([low, high]: readonly [number, number], [from, to]: readonly [number, number]) {
  return (value: number) => Math.round(10 * (from + ((to - from) * Math.log(value / low)) / Math.log(high / low))) / 10;
}
