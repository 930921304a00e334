/**
 * What stands in until a font has come: a face of the reader's own machine, stretched to the same width and height, so that
 * the lines of a page stay where they are when its own letters replace it.
 */
import { createFontStack } from '@capsizecss/core';
import { fromFile } from '@capsizecss/unpack/fs';
import arial from '@capsizecss/metrics/arial';
import georgia from '@capsizecss/metrics/georgia';
import georgiaItalic from '@capsizecss/metrics/georgia/italic';
import helveticaNeue from '@capsizecss/metrics/helveticaNeue';
import notoSerif from '@capsizecss/metrics/notoSerif';
import notoSerifItalic from '@capsizecss/metrics/notoSerif/italic';
import roboto from '@capsizecss/metrics/roboto';
import segoeUI from '@capsizecss/metrics/segoeUI';
import sourceSans from '@capsizecss/metrics/sourceSans3';
import sourceSerif from '@capsizecss/metrics/sourceSerif4';
import sourceSerifItalic from '@capsizecss/metrics/sourceSerif4/italic';
import times from '@capsizecss/metrics/timesNewRoman';
import timesItalic from '@capsizecss/metrics/timesNewRoman/italic';

/** Widths and heights of a face, in its own units, and the names it has on a machine. */
type Metrics = Parameters<typeof createFontStack>[0][number];

/** Liberation's faces were drawn to the widths and heights of these. */
const liberation = (metrics: Metrics, fullName: string): Metrics => ({
  ...metrics,
  familyName: 'Liberation',
  fullName,
  postscriptName: fullName.replace(' ', '').replace(' ', '-'),
});

const serifs = [georgia, notoSerif, times, liberation(times, 'Liberation Serif')];
const italics = [georgiaItalic, notoSerifItalic, timesItalic, liberation(timesItalic, 'Liberation Serif Italic')];
const sans = [segoeUI, helveticaNeue, roboto, arial, liberation(arial, 'Liberation Sans')];

type StandIns = {
  /** `@font-face` rules. */
  readonly rules: string;
  /** Their families, as they follow the font's own in a `font-family`. */
  readonly families: string;
};

function standIns(family: string, own: Metrics, others: readonly Metrics[], style = 'normal'): StandIns {
  const { fontFaces, fontFamily } = createFontStack([{ ...own, familyName: family }, ...others], {
    fontFaceProperties: { fontStyle: style },
  });
  const families = fontFamily.split(', ').filter((name) => name.includes('Fallback'));
  return { rules: fontFaces.replace(/\n\s*/g, ''), families: families.join(',') };
}

/** For the fonts of the text, whose families are called `Serif` and `Sans`: rules, and `--serif-stand-ins`, `--sans-stand-ins`. */
export function sheetForText(): string {
  // A name that begins with `Serif` or `Sans`, which the build leaves without quotes, is none for a browser.
  const serif = standIns('Text', sourceSerif, serifs);
  const italic = standIns('Text', sourceSerifItalic, italics, 'italic');
  const plain = standIns('Labels', sourceSans, sans);
  const names = `:root{--serif-stand-ins:${serif.families};--sans-stand-ins:${plain.families}}`;
  return [serif.rules, italic.rules, plain.rules, names].join('\n');
}

/** KaTeX's sheet with stand-ins for the two fonts that most of a formula is set in; `folder` holds its fonts. */
export async function standingInForFormulas(sheet: string, folder: string): Promise<string> {
  const own = (face: string) => fromFile(`${folder}/KaTeX_${face}.woff2`);
  // Every machine with Georgia has Times, which is nearer to a formula's letters.
  const main = standIns('KaTeX_Main', await own('Main-Regular'), serifs.slice(1).reverse());
  const math = standIns('KaTeX_Math', await own('Math-Italic'), italics.slice(1).reverse(), 'italic');
  const named = sheet
    .replaceAll('KaTeX_Main,math', `KaTeX_Main,${main.families},math`)
    .replaceAll('{font-family:KaTeX_Math;', `{font-family:KaTeX_Math,${math.families};`);
  return main.rules + math.rules + named;
}
