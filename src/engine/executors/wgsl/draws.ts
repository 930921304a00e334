/** Random numbers in WGSL, bit for bit those of random.ts and normals.ts. */
import { normalTable } from '../../normals.ts';
import type { Images } from '../executor.ts';

/** Words of the table of normals, with which `tables` begins; then the number of points, and they themselves. */
const NORMALS = normalTable().length;
export const COUNT = NORMALS;
export const POINTS = NORMALS + 1;

/** Philox4x32-10, and the laws of random.ts; `tables` is made by tablesOf. */
export const DRAWS = `
fn multiplyHigh(x: u32, y: u32) -> u32 {
  let xLow = x & 0xffffu; let xHigh = x >> 16u;
  let yLow = y & 0xffffu; let yHigh = y >> 16u;
  let middle = xHigh * yLow + ((xLow * yLow) >> 16u);
  let cross = xLow * yHigh + (middle & 0xffffu);
  return xHigh * yHigh + (middle >> 16u) + (cross >> 16u);
}
fn philox(counter: vec4u, given: vec2u) -> vec4u {
  var words = counter;
  var key = given;
  for (var round = 0u; round < 10u; round++) {
    let high = vec2u(multiplyHigh(0xd2511f53u, words.x), multiplyHigh(0xcd9e8d57u, words.z));
    words = vec4u(high.y ^ words.y ^ key.x, 0xcd9e8d57u * words.z, high.x ^ words.w ^ key.y, 0xd2511f53u * words.x);
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return words;
}
fn normalOf(bits: u32) -> f32 {
  let odd = (bits << 1u) | 1u;
  let octave = countLeadingZeros(odd);
  let tail = odd << octave;
  let entry = 2u * (octave * 32u + ((tail >> 26u) & 31u));
  let t = (tail >> 12u) & 0x3fffu;
  let curve = tables[entry + 1u];
  let slope = (curve & 0x3ffffu) - (((curve >> 18u) * t + 0x2000u) >> 14u);
  let size = i32(tables[entry] - ((slope * t + 0x2000u) >> 14u) + 2u) >> 2u;
  return f32(select(size, -size, bits >= 0x80000000u)) * 4.76837158203125e-7f;
}
fn uniformOf(bits: u32) -> f32 { return f32(bits >> 8u) * 5.9604644775390625e-8f; }
fn wordsAt(stream: u32, block: u32) -> vec4u {
  return philox(vec4u(block, feed[stream + 2u], 0u, 0u), vec2u(feed[stream], feed[stream + 1u]));
}
`;

/** The table of normals and the points, as shaders read them. */
export function tablesOf({ points }: Images): Uint32Array<ArrayBuffer> {
  const values = points?.values ?? new Float32Array();
  const tables = new Uint32Array(POINTS + values.length);
  tables.set(normalTable());
  tables[COUNT] = points ? values.length / points.width : 0;
  new Float32Array(tables.buffer, POINTS * 4).set(values);
  return tables;
}
