/**
 * Quantile of the standard normal distribution for 0 < p < 1, relative error about 1e-15: Newton's
 * method on the cumulative distribution.
 * @throws RangeError for another p
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1))
    throw new RangeError(`normalQuantile: p must lie between 0 and 1, got ${p}`);
  if (p > 0.5) return -normalQuantile(1 - p);
  // Initial value from the tail's leading term; Newton's method is monotone on the convex lower
  // half.
  let z = p < 0.1 ? -Math.sqrt(-2 * Math.log(p * 4)) : 0;
  for (let step = 0; step < 60; step++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const change = (normalCdf(z) - p) / density;
    z -= change;
    if (Math.abs(change) < 1e-14 * Math.max(1, Math.abs(z))) break;
  }
  return z;
}

/**
 * Cumulative standard normal distribution: ½·Q(½, z²/2) below 0, by the incomplete gamma function.
 */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  const x = (z * z) / 2;
  return x < 1.5 ? 0.5 - 0.5 * gammaSeriesHalf(x) : 0.5 * gammaFractionHalf(x);
}

/** ln Γ(x) for x > 0: Lanczos approximation (g = 7, 9 terms), relative error about 1e-15. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (shifted + i);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularised incomplete beta function I_x(a, b) by its continued fraction (modified Lentz). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d, tiny);
    c = away(1 + even / c, tiny);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d, tiny);
    c = away(1 + odd / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

/**
 * Quantile of Student's t with `freedom` > 0 degrees of freedom, 0 < p < 1, by bisection.
 * @throws RangeError for other arguments
 */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p > 0 && p < 1))
    throw new RangeError(`studentQuantile: p must lie between 0 and 1, got ${p}`);
  if (!(freedom > 0))
    throw new RangeError(`studentQuantile: freedom must be positive, got ${freedom}`);
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  const upperTail = (t: number): number =>
    0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
  let low = 0;
  let high = 1;
  while (upperTail(high) > 1 - p) high *= 2;
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (upperTail(middle) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(½, x), the regularised lower incomplete gamma function, by its power series. */
function gammaSeriesHalf(x: number): number {
  let term = 2;
  let sum = 2;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= x / (0.5 + k);
    sum += term;
  }
  return (Math.sqrt(x) * Math.exp(-x) * sum) / Math.sqrt(Math.PI);
}

/** Q(½, x), the regularised upper incomplete gamma function, by its continued fraction (modified Lentz). */
function gammaFractionHalf(x: number): number {
  let b = x + 0.5;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 1000; i++) {
    const a = -i * (i - 0.5);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return (Math.sqrt(x) * Math.exp(-x) * fraction) / Math.sqrt(Math.PI);
}

function away(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
