/** Copies row i of a matrix into a buffer of its width. */
export type ReadRow = (i: number, into: Float64Array) => void;

/**
 * g += xᵀ·x over the rows from ≤ row < to, in float64: the lower triangle only. Four rows at a
 * time, so that g is loaded and stored a quarter as often.
 *
 * @param read reads the rows of x
 * @param buffers four of the width of x; their contents are overwritten
 * @param g row-major width × width
 */
export function gram(
  read: ReadRow,
  buffers: readonly Float64Array[],
  from: number,
  to: number,
  g: Float64Array,
): void {
  const [x0, x1, x2, x3] = buffers as [Float64Array, Float64Array, Float64Array, Float64Array];
  const width = x0.length;
  for (let row = from; row < to; row += 4) {
    for (let r = 0; r < 4; r++) {
      if (row + r < to) read(row + r, buffers[r]!);
      else buffers[r]!.fill(0);
    }
    for (let i = 0; i < width; i++) {
      const a = x0[i]!;
      const b = x1[i]!;
      const c = x2[i]!;
      const d = x3[i]!;
      const o = i * width;
      for (let j = 0; j <= i; j++) g[o + j]! += a * x0[j]! + b * x1[j]! + c * x2[j]! + d * x3[j]!;
    }
  }
}

/**
 * A pivot below this share of its diagonal belongs to a direction that is linearly dependent in
 * float32.
 */
const DEPENDENT = 1e-11;

/**
 * For a Gram matrix g = xᵀx, the upper triangular r⁻¹ with x·r⁻¹ orthonormal (Cholesky QR). Columns
 * that depend on earlier ones become zero, so a matrix of lower rank gives zero columns rather than
 * noise.
 *
 * @param g row-major k × k, lower triangle read
 */
export function choleskyInverse(g: Float64Array, k: number): Float64Array {
  const l = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = g[i * k + j]!;
      for (let p = 0; p < j; p++) sum -= l[i * k + p]! * l[j * k + p]!;
      if (j < i) l[i * k + j] = l[j * k + j] === 0 ? 0 : sum / l[j * k + j]!;
      else l[i * k + i] = sum > DEPENDENT * g[i * k + i]! ? Math.sqrt(sum) : 0;
    }
  }
  // r = lᵀ; column j of r⁻¹ is row j of l⁻¹, by forward substitution.
  const inverse = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    if (l[j * k + j] === 0) continue;
    inverse[j * k + j] = 1 / l[j * k + j]!;
    for (let i = 0; i < j; i++) {
      let sum = 0;
      for (let p = i; p < j; p++) sum += l[j * k + p]! * inverse[i * k + p]!;
      inverse[i * k + j] = -sum / l[j * k + j]!;
    }
  }
  return inverse;
}
