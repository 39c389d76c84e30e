/** IEEE 754 half precision, rounded to nearest, ties to even; beyond 65,504 infinite. */
export function toFloat16(values: Float32Array): Uint16Array {
  const single = new Float32Array(1);
  const bits = new Uint32Array(single.buffer);
  return Uint16Array.from(values, (value) => {
    single[0] = value;
    const sign = (bits[0]! >>> 16) & 0x8000;
    const magnitude = bits[0]! & 0x7fffffff;
    if (magnitude > 0x7f800000) return sign | 0x7e00;
    // The smallest number that rounds to infinity.
    if (magnitude >= 0x477ff000) return sign | 0x7c00;
    // Below 2⁻¹⁴ numbers are multiples of 2⁻²⁴; others lose 13 bits of their 23.
    if (magnitude < 0x38800000) return sign | toEven(Math.abs(value) * 2 ** 24);
    return sign | (toEven(magnitude / 2 ** 13) - (112 << 10));
  });
}

function toEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** IEEE 754 half-precision floats, as their bits, in single precision; exact. */
export function fromFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}
