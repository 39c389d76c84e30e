/**
 * Computes CSS `color-mix(in oklab, first share, second)` as hex.
 * @param first "#rgb", "#rrggbb", or either with alpha, which is ignored; likewise `second`
 * @param share of the first, 0 to 1
 */
export function mixColors(first: string, second: string, share: number): string {
  const [a, b] = [oklabOf(first), oklabOf(second)];
  return hexOf(a.map((value, i) => share * value + (1 - share) * b[i]!));
}

// OKLab matrices (Ottosson 2020), sRGB transfer function, as in CSS Color 4.
const toLms = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const toLab = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const fromLab = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const fromLms = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

function oklabOf(hex: string): number[] {
  return times(toLab, times(toLms, linearOf(hex)).map(Math.cbrt));
}

function hexOf(lab: readonly number[]): string {
  const linear = times(
    fromLms,
    times(fromLab, lab).map((value) => value ** 3),
  );
  const digits = linear.map((value) => {
    const clipped = Math.min(1, Math.max(0, value));
    const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${digits.join('')}`;
}

function linearOf(hex: string): number[] {
  const short = hex.length < 7;
  return [0, 1, 2].map((i) => {
    const digits = short ? hex[i + 1]!.repeat(2) : hex.slice(2 * i + 1, 2 * i + 3);
    const value = parseInt(digits, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));
}
