import assert from 'node:assert/strict';

/** Fails unless `got` is within `tolerance` of `expected` (absolute, or relative above 1). */
export function close(got: number | null | undefined, expected: number, tolerance = 1e-9): void {
  assert.ok(
    typeof got === 'number' &&
      Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `expected ${expected} ± ${tolerance}, got ${got}`,
  );
}

export function closeAll(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-9,
): void {
  assert.equal(got.length, expected.length);
  for (let i = 0; i < got.length; i++) close(got[i], expected[i]!, tolerance);
}
