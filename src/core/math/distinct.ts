import type { Matrix } from './matrix.ts';

/** The first of each set of bitwise equal rows, ascending. O(n·d). */
export function distinctRows(x: Matrix): number[] {
  const { rows, cols } = x;
  const bits = new Uint32Array(x.data.buffer, x.data.byteOffset, x.data.length);
  const byHash = new Map<number, number[]>();
  const kept: number[] = [];
  for (let i = 0; i < rows; i++) {
    let hash = 0;
    for (let at = i * cols, end = at + cols; at < end; at++) {
      hash = Math.imul(hash ^ bits[at]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    const alike = byHash.get(hash);
    if (alike?.some((other) => rowsEqual(bits, cols, i, other))) continue;
    if (alike) alike.push(i);
    else byHash.set(hash, [i]);
    kept.push(i);
  }
  return kept;
}

function rowsEqual(bits: Uint32Array, cols: number, i: number, j: number): boolean {
  for (let k = 0; k < cols; k++) if (bits[i * cols + k] !== bits[j * cols + k]) return false;
  return true;
}
