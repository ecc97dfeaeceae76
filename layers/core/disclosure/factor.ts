/** Cholesky's factor of a symmetric, positive definite matrix, and the systems it solves. Rows are dense. */

export interface Factor {
  solve(right: Float64Array): Float64Array;
}

/** @param matrix square, symmetric; its lower half is overwritten. @param ridge added to the diagonal */
export function factorise(matrix: readonly Float64Array[], ridge: number): Factor {
  const size = matrix.length;
  for (let i = 0; i < size; i += 1) {
    const row = matrix[i] as Float64Array;
    for (let j = 0; j <= i; j += 1) {
      const other = matrix[j] as Float64Array;
      let sum = row[j] as number;
      if (i === j) sum += ridge;
      for (let k = 0; k < j; k += 1) sum -= (row[k] as number) * (other[k] as number);
      row[j] = i === j ? Math.sqrt(Math.max(sum, ridge)) : sum / (other[j] as number);
    }
  }
  return { solve: (right) => backward(matrix, forward(matrix, right)) };
}

function forward(factor: readonly Float64Array[], right: Float64Array): Float64Array {
  const solved = Float64Array.from(right);
  for (let i = 0; i < solved.length; i += 1) {
    const row = factor[i] as Float64Array;
    let sum = solved[i] as number;
    for (let k = 0; k < i; k += 1) sum -= (row[k] as number) * (solved[k] as number);
    solved[i] = sum / (row[i] as number);
  }
  return solved;
}

function backward(factor: readonly Float64Array[], right: Float64Array): Float64Array {
  const solved = right;
  for (let i = solved.length - 1; i >= 0; i -= 1) {
    const row = factor[i] as Float64Array;
    const value = (solved[i] as number) / (row[i] as number);
    solved[i] = value;
    for (let k = 0; k < i; k += 1) solved[k] = (solved[k] as number) - (row[k] as number) * value;
  }
  return solved;
}
