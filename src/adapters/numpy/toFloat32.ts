import type { NpyHeader } from './npyHeader.ts';

/** Converts the numbers of an `.npy` file; a float64 beyond float32's range becomes infinite. */
export function toFloat32(
  bytes: Uint8Array,
  { itemBytes, littleEndian }: Pick<NpyHeader, 'itemBytes' | 'littleEndian'>,
): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float32Array(bytes.length / itemBytes);
  for (let i = 0, at = 0; i < numbers.length; i++, at += itemBytes) {
    if (itemBytes === 4) numbers[i] = view.getFloat32(at, littleEndian);
    else if (itemBytes === 8) numbers[i] = view.getFloat64(at, littleEndian);
    else numbers[i] = half(view.getUint16(at, littleEndian));
  }
  return numbers;
}

/** An IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
