/** Convolutions and resizing by TensorFlow.js, on rows of numbers. */
import type { Convolution, Resize, TransposedConvolution } from '../../steps/model.ts';
import { geometryOf, pictureAfter, smallOf, type Geometry } from '../../steps/pictures.ts';
import * as tf from '../../tensors.ts';

type Sizes = [number, number, number, number];

const sizesOf = (x: tf.Tensor2D, { height, width, channels }: Geometry | Convolution['reads']): Sizes => [
  x.shape[0],
  height,
  width,
  channels,
];

/** The convolution of x, or its transpose, with the bias of each channel: rows to rows. */
export function convolved(
  layer: Convolution | TransposedConvolution,
  x: tf.Tensor2D,
  weights: tf.Tensor2D,
  bias: tf.Tensor2D,
): tf.Tensor2D {
  const geometry = geometryOf(layer);
  const { kernel, channels, features } = geometry;
  const filter = tf.reshape<tf.Rank.R4>(weights, [kernel, kernel, channels, features]);
  const picture = tf.reshape<tf.Rank.R4>(x, sizesOf(x, layer.reads));
  const product = (layer.layer === 'convolution' ? toSmall : toLarge)(geometry, sizesOf(x, geometry));
  const sums = tf.add(product(picture, filter), tf.reshape(bias, [1, 1, 1, layer.outputs]));
  return tf.reshape<tf.Rank.R2>(sums, [x.shape[0], sums.size / x.shape[0]]);
}

type Product = (picture: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D;

/** A product with gradients of its own, for TensorFlow.js’s WebAssembly has no gradient with respect to a filter. */
const withSlopes = (
  product: Product,
  slopes: (slope: tf.Tensor4D, x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D[],
) =>
  tf.customGrad((x, filter, save) => {
    const both = [x, filter] as tf.Tensor4D[];
    (save as tf.GradSaveFunc)(both);
    return {
      value: product(x as tf.Tensor4D, filter as tf.Tensor4D),
      gradFunc: (slope: tf.Tensor, [kept, weights]: tf.Tensor[]) =>
        slopes(slope as tf.Tensor4D, kept as tf.Tensor4D, weights as tf.Tensor4D),
    };
  }) as Product;

/** The filter lies [kernel, kernel, channels, features] in both. */
const toSmall = (geometry: Geometry, shape: Sizes): Product =>
  withSlopes(forwards(geometry), (slope, large, filter) => [
    back(geometry, shape)(slope, filter),
    filterSlope(large, slope, geometry),
  ]);

const toLarge = (geometry: Geometry, shape: Sizes): Product =>
  withSlopes(back(geometry, shape), (slope, small, filter) => [
    forwards(geometry)(slope, filter),
    filterSlope(slope, small, geometry),
  ]);

const forwards =
  ({ stride, padding }: Geometry): Product =>
  (large, filter) =>
    tf.conv2d(large, filter, stride, padding);

/** To a large picture of that shape. */
const back =
  ({ stride, padding }: Geometry, shape: Sizes): Product =>
  (small, filter) =>
    tf.conv2dTranspose(small, filter, shape, stride, padding);

/**
 * The slope of the filter is itself a convolution: of the large picture by the small one, whose pixels lie `stride` apart,
 * with images in the place of channels.
 */
function filterSlope(large: tf.Tensor4D, small: tf.Tensor4D, geometry: Geometry): tf.Tensor4D {
  const { kernel, stride, padding, channels, features } = geometry;
  const used = smallOf(geometry);
  const swapped = tf.transpose<tf.Tensor4D>(large, [3, 1, 2, 0]);
  const padded = tf.pad4d(swapped, [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ]);
  // Lines that no place of the kernel reaches are left out, so that as many places remain as the filter has numbers.
  const reach = (pixels: number) => stride * (pixels - 1) + kernel;
  const sizes = [channels, reach(used.height), reach(used.width), large.shape[0]] as const;
  const reached = tf.slice4d(padded, [0, 0, 0, 0], [...sizes]);
  const byImages = tf.transpose<tf.Tensor4D>(small, [1, 2, 0, 3]);
  const slopes = tf.conv2d(reached, byImages, 1, 'valid', 'NHWC', stride);
  return tf.reshape(tf.transpose(slopes, [1, 2, 0, 3]), [kernel, kernel, channels, features]);
}

/** How much each of `length` pixels gives to those of a line that is `factor` times as long: [length · factor, length]. */
function shares(length: number, { factor, method }: Resize): tf.Tensor2D {
  const rows = Array.from({ length: length * factor }, (_, to) => {
    const centre = (to + 0.5) / factor - 0.5;
    const here = method === 'nearest' ? Math.round(centre) : Math.min(length - 1, Math.max(0, centre));
    return Array.from({ length }, (__, from) => Math.max(0, 1 - Math.abs(here - from)));
  });
  return tf.tensor2d(rows);
}

/** Enlarged along its lines and then along its columns, as products with the shares. */
export function enlarged(layer: Resize, x: tf.Tensor2D): tf.Tensor2D {
  const { height, width, channels } = layer.reads;
  const after = pictureAfter(layer);
  const rows = x.shape[0];
  const lines = tf.reshape(tf.transpose(tf.reshape(x, [rows, height, width * channels]), [0, 2, 1]), [-1, height]);
  const taller = tf.matMul(lines, shares(height, layer), false, true);
  const across = tf.reshape(tf.transpose(tf.reshape(taller, [rows, width, channels, after.height]), [0, 3, 2, 1]), [
    -1,
    width,
  ]);
  const wider = tf.matMul(across, shares(width, layer), false, true);
  const picture = tf.transpose(tf.reshape(wider, [rows, after.height, channels, after.width]), [0, 1, 3, 2]);
  return tf.reshape<tf.Rank.R2>(picture, [rows, after.height * after.width * channels]);
}
