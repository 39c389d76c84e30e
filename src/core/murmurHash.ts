const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;

/**
 * MurmurHash3 x86_128 (Austin Appleby, public domain) of a text's UTF-16LE bytes, seed 0: well
 * mixed and, in JavaScript, several times faster than calling a native digest; not cryptographic.
 * The same in Python: `mmh3.hash_bytes(text.encode('utf-16-le'), 0, x64arch=False)`.
 * @param out receives the hash: four 32-bit words, little-endian
 * @returns whether the text is printable ASCII with single inner spaces, computed in the same pass
 * because reading the units dominates the cost
 */
export function murmurHash128(text: string, out: Uint32Array): boolean {
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  const units = text.length;
  const whole = units & ~7;
  let i = 0;
  // Becomes negative at the first unit below the space or beyond `~`, or at a space after a space;
  // branch-free.
  let odd = 0;
  /** The last unit, minus 33: negative for a space, as if one preceded the text. */
  let last = -1;
  for (; i < whole; i += 8) {
    // Inlined by hand: the compiler's inlining budget is exhausted here.
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    const e = text.charCodeAt(i + 4);
    const f = text.charCodeAt(i + 5);
    const g = text.charCodeAt(i + 6);
    const h = text.charCodeAt(i + 7);
    odd |= (a - 32) | (b - 32) | (c - 32) | (d - 32) | (e - 32) | (f - 32) | (g - 32) | (h - 32);
    odd |= (126 - a) | (126 - b) | (126 - c) | (126 - d);
    odd |= (126 - e) | (126 - f) | (126 - g) | (126 - h);
    odd |=
      (last & (a - 33)) | ((a - 33) & (b - 33)) | ((b - 33) & (c - 33)) | ((c - 33) & (d - 33));
    odd |= ((d - 33) & (e - 33)) | ((e - 33) & (f - 33)) | ((f - 33) & (g - 33));
    odd |= (g - 33) & (h - 33);
    last = h - 33;
    const k1 = a | (b << 16);
    const k2 = c | (d << 16);
    const k3 = e | (f << 16);
    const k4 = g | (h << 16);
    h1 ^= Math.imul(rotate(Math.imul(k1, C1), 15), C2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(k2, C2), 16), C3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(k3, C3), 17), C4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + (0x96cd1c35 | 0)) | 0;
    h4 ^= Math.imul(rotate(Math.imul(k4, C4), 18), C1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0;
  }
  for (let rest = i; rest < units; rest++) {
    const unit = text.charCodeAt(rest);
    odd |= (unit - 32) | (126 - unit) | (last & (unit - 33));
    last = unit - 33;
  }
  if (i + 6 < units) h4 ^= scramble(pair(text, i + 6), C4, 18, C1);
  if (i + 4 < units) h3 ^= scramble(pair(text, i + 4), C3, 17, C4);
  if (i + 2 < units) h2 ^= scramble(pair(text, i + 2), C2, 16, C3);
  if (i < units) h1 ^= scramble(pair(text, i), C1, 15, C2);

  const bytes = 2 * units;
  h1 ^= bytes;
  h2 ^= bytes;
  h3 ^= bytes;
  h4 ^= bytes;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = finish((h2 + h1) | 0);
  h3 = finish((h3 + h1) | 0);
  h4 = finish((h4 + h1) | 0);
  h1 = (finish(h1) + h2 + h3 + h4) | 0;
  out[0] = h1;
  out[1] = h2 + h1;
  out[2] = h3 + h1;
  out[3] = h4 + h1;
  return odd >= 0 && last >= 0;
}

/** Two UTF-16 units; past the end `charCodeAt` is NaN, which becomes 0: the padding of the tail. */
function pair(text: string, at: number): number {
  return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function scramble(word: number, before: number, by: number, after: number): number {
  return Math.imul(rotate(Math.imul(word, before), by), after);
}

function finish(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
