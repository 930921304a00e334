/**
 * Standard normals from 32 random bits each, by inversion of Φ in whole numbers: JavaScript, WebAssembly and shaders
 * compute the same bits, since nothing is rounded but a table, and that is made once.
 *
 * The first bit is the sign; the other 31 are the tail p = (2k + 1) / 2³³ beyond |z|, so that 0 < p < ½ and
 * |z| < 6.34. The leading zeros of 2k + 1 are the octave of p, the next five bits its segment there, the next fourteen
 * the place t within the segment; |z| is a parabola in t. It is rounded to a multiple of 2⁻²¹, which is below 2²⁴ of
 * them and thus exact in single precision, and lies within 2 · 10⁻⁶ of the true quantile.
 */

export const OCTAVES = 32;
export const SEGMENTS = 32;

/** Units of the table's numbers in one: 2²³. */
const UNITS = 0x800000;
/** Places within a segment: 2¹⁴. */
const PLACES = 0x4000;

let made: Uint32Array | undefined;

/**
 * Two words for each segment of each octave: |z| at its first place, and slope + 2¹⁸ · bend, in units of 2⁻²³:
 * |z| = first − slope · t + bend · t², t from 0 to 1.
 */
export const normalTable = (): Uint32Array => (made ??= makeTable());

/** The standard normal of 32 random bits. */
export function normalOf(bits: number): number {
  const table = (made ??= makeTable());
  const odd = (bits << 1) | 1;
  const octave = Math.clz32(odd);
  const tail = odd << octave;
  const entry = 2 * (octave * SEGMENTS + ((tail >>> 26) & 31));
  const t = (tail >>> 12) & 0x3fff;
  const curve = table[entry + 1] ?? 0;
  const slope = (curve & 0x3ffff) - (((curve >>> 18) * t + 0x2000) >>> 14);
  const size = ((table[entry] ?? 0) - ((Math.imul(slope, t) + 0x2000) >>> 14) + 2) >> 2;
  const sign = bits >> 31;
  return ((size ^ sign) - sign) / 0x200000;
}

/** From p = ½ down to its smallest, each quantile searched from the one before. */
function makeTable(): Uint32Array {
  const table = new Uint32Array(2 * OCTAVES * SEGMENTS);
  let z = 0;
  for (let octave = 0; octave < OCTAVES; octave++)
    for (let segment = SEGMENTS - 1; segment >= 0; segment--) {
      const at = (x: number) => (z = quantile((0.25 + (segment + x) / (4 * SEGMENTS)) / 2 ** octave, z));
      table.set(parabola(at), 2 * (octave * SEGMENTS + segment));
    }
  return table;
}

/** The words of the parabola through the three Chebyshev points of a segment, asked for from the last to the first. */
function parabola(at: (x: number) => number): [number, number] {
  const reach = Math.sqrt(3) / 4;
  const [after, middle, before] = [at(0.5 + reach), at(0.5), at(0.5 - reach)];
  const bend = (after - 2 * middle + before) / (2 * reach * reach);
  const fall = (before - after) / (2 * reach) + bend;
  const first = middle + fall / 2 - bend / 4;
  // Bits beyond the place are cut off: on average it stands half a place further on.
  const half = 0.5 / PLACES;
  const words = [first - fall * half + bend * half * half, fall - 2 * bend * half, bend];
  const [start = 0, slope = 0, curve = 0] = words.map((word) => Math.round(word * UNITS));
  return [start, slope + curve * 0x40000];
}

/** z with P(Z > z) = p, by Newton's steps from a z below it and at most 0.02 away; there the tail is convex. */
function quantile(p: number, from: number): number {
  let z = from;
  for (let i = 0; i < 4; i++) {
    const density = densityAt(z);
    z += (tailAt(z, density) - p) / density;
  }
  return z;
}

/**
 * P(Z > z): its power series (Abramowitz & Stegun 26.2.11), and further out Laplace's continued fraction (26.2.14).
 * Here and below only + − × ÷ and √ are used, which IEEE 754 defines to the last bit; browsers' exp may differ there.
 */
function tailAt(z: number, density: number): number {
  if (z > 2.5) {
    let fraction = z;
    for (let k = 60; k > 0; k--) fraction = z + k / fraction;
    return density / fraction;
  }
  let [sum, term] = [z, z];
  for (let k = 3; k < 80; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 - density * sum;
}

/** φ(z) = e^(−z²/2) / √(2π): a power series at a 64th of the exponent, squared six times. */
function densityAt(z: number): number {
  const x = (z * z) / 128;
  let [power, term] = [1, 1];
  for (let k = 1; k < 16; k++) {
    term *= x / k;
    power += term;
  }
  for (let i = 0; i < 6; i++) power *= power;
  return 0.3989422804014327 / power;
}
