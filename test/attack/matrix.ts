/** Dense matrices, by Gauss and Jordan with pivots. */
export type Matrix = readonly (readonly number[])[];

export function multiply(a: Matrix, b: Matrix): number[][] {
  const columns = b[0]?.length ?? 0;
  return a.map((line) => {
    const out = new Array<number>(columns).fill(0);
    line.forEach((x, k) => {
      if (x === 0) return;
      const other = b[k] as readonly number[];
      for (let j = 0; j < columns; j += 1) out[j] = (out[j] as number) + x * (other[j] as number);
    });
    return out;
  });
}

/** Of the matrix with `ridge` added to its diagonal. */
export function inverse(matrix: Matrix, ridge: number): number[][] {
  const size = matrix.length;
  const work: Float64Array[] = matrix.map((line, i) =>
    Float64Array.from({ length: 2 * size }, (_, j) =>
      j < size ? (line[j] as number) + (i === j ? ridge : 0) : j - size === i ? 1 : 0,
    ),
  );
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column; row < size; row += 1)
      if (Math.abs(work[row]?.[column] as number) > Math.abs(work[pivot]?.[column] as number)) pivot = row;
    [work[column], work[pivot]] = [work[pivot] as Float64Array, work[column] as Float64Array];
    const line = work[column] as Float64Array;
    const by = 1 / (line[column] as number);
    for (let j = column; j < 2 * size; j += 1) line[j] = (line[j] as number) * by;
    for (let row = 0; row < size; row += 1) {
      const other = work[row] as Float64Array;
      const factor = other[column] as number;
      if (row === column || factor === 0) continue;
      for (let j = column; j < 2 * size; j += 1)
        other[j] = (other[j] as number) - factor * (line[j] as number);
    }
  }
  return work.map((line) => Array.from(line.subarray(size)));
}
