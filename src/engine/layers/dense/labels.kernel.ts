/**
 * What a row's label adds to a layer: a row of a table, which is the product of a one-hot vector and a matrix. Labels are
 * whole numbers, one a row; at address 0 there are none, and the table has one row.
 */
import { descend4, setAdamStep } from '../../kernels/adam';
import { inside, strideOf } from '../../kernels/vector';
import { AddRow, BackwardToTable } from '../../kernels/words';
import { activated } from '../activation/shapes.kernel';

// @ts-ignore: decorator
@inline
function labelOf(labels: usize, row: i32): i32 {
  return labels ? load<i32>(labels + (<usize>row << 2)) : 0;
}

/** y ← f(y + table[label]): y [rows, outputs]. The columns of y that only pad a row become 0. */
export function addRow(s: AddRow): void {
  const rows = s.rows, outputs = s.outputs, table = s.table, labels = s.labels, y = s.y, activation = s.activation;
  const stride = strideOf(outputs), bend = f32x4.splat(s.slope);
  for (let row = 0; row < rows; row++) {
    const from = table + <usize>labelOf(labels, row) * stride;
    const to = y + <usize>row * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      const value = activated(f32x4.add(v128.load(to + at), v128.load(from + at)), activation, bend);
      v128.store(to + at, v128.and(value, inside(<i32>(at >> 2), outputs)));
    }
  }
}

/** Of every row of the table the sum of dy over the rows with its label, and Adam on it. */
export function backwardToTable(s: BackwardToTable): void {
  const rows = s.rows, classes = s.classes, table = s.table, labels = s.labels, dy = s.yGradient;
  const stride = strideOf(s.outputs);
  setAdamStep(s.adam);
  for (let label = 0; label < classes; label++) {
    const to = table + <usize>label * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      let sum = f32x4.splat(0);
      for (let row = 0; row < rows; row++) {
        if (labelOf(labels, row) == label) sum = f32x4.add(sum, v128.load(dy + <usize>row * stride + at));
      }
      descend4(to + at, sum);
    }
  }
}
