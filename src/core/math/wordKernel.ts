import {
  add,
  constant,
  I32,
  lessThan,
  loadVector,
  localGet,
  localSet,
  multiply,
  sequence,
  shiftLeft,
  simd,
  storeVector,
  V128,
  whileLoop,
  withMemory,
  type Code,
} from './wasm.ts';

/** Classes that one pass compares. */
export const lanes = 4;
/** Numbers of a record that one step takes: the width of a record is a multiple of it. */
export const stepWidth = 32;
/** Words of one class that lie together. */
export const runWidth = 16;

/** The inner loop of a pass over records kept in words of 16 bits, for so many classes that have weights. */
export type WordKernel = Readonly<Record<`topTwoOf${1 | 2 | 3 | 4}`, TopTwo>>;

/**
 * The logits of four classes, for two records at a time; of them the two largest, together with the two that
 * are there already: what is left after a pass for every four classes are the two largest of all. Only the
 * first `live` classes have weights; the logits of the others are their biases.
 *
 * The two are `pairs` records apart, so that memory is read in two places at once: one alone does not keep it busy.
 *
 * All but `pairs` and `width` are addresses. Sums must stay within 32 bits in every fourth number.
 *
 * @param x 2 · pairs records of `width` words
 * @param width a multiple of `stepWidth`
 * @param w weights in words, live × width: for every 16 numbers of a record those of the first class, then those
 *   of the second, …
 * @param scales 2 · pairs floats that the records' sums are multiplied with
 * @param bias four floats
 * @param top 2 · pairs × 2 floats: the largest and the second largest
 * @param logits 2 · pairs × 4 floats: those of this pass
 */
type TopTwo = (
  x: number,
  pairs: number,
  width: number,
  w: number,
  scales: number,
  bias: number,
  top: number,
  logits: number,
) => void;

/** A fresh memory of at least so many bytes, all zero, and the kernel that works in it. */
export function wordMemory(bytes: number): { buffer: ArrayBuffer; kernel: WordKernel } {
  return withMemory<WordKernel>(bytes, {
    parameters: 8,
    locals: [
      [5, I32],
      [8 + 2 * lanes, V128],
    ],
    bodies: {
      topTwoOf1: topTwo(1),
      topTwoOf2: topTwo(2),
      topTwoOf3: topTwo(3),
      topTwoOf4: topTwo(4),
    },
  });
}

const [x, pairs, width, w, scales, bias, top, kept] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const [pair, other, column, weights, address] = [8, 9, 10, 11, 12] as const;
/** Halves of sixteen numbers of either record, and of one class. */
const [xLow, xHigh, otherLow, otherHigh, wLow, wHigh] = [13, 14, 15, 16, 17, 18] as const;
const [larger, smaller] = [19, 20] as const;
const sums = 21;
const otherSums = sums + lanes;

const zeros = simd(0x0c, ...Array<number>(16).fill(0));
const addIntegers = simd(0xae);
/** Products of eight pairs of words, added two by two to four integers. */
const dot = simd(0xba);
const toFloats = simd(0xfa);
const addFloats = simd(0xe4);
const multiplyFloats = simd(0xe6);
const lesser = simd(0xea);
const greater = simd(0xeb);
const loadEverywhere = (offset: number): Code => simd(0x09, 2, offset);
const storeFirstTwo = simd(0x5b, 2, 0, 0);
/** Of two vectors of four numbers, which are counted 0 … 7. */
const pick = (...numbers: number[]): Code =>
  simd(0x0d, ...numbers.flatMap((number) => [0, 1, 2, 3].map((byte) => 4 * number + byte)));

function topTwo(live: number): Code {
  const summed = Array.from({ length: live }, (_, j) => [sums + j, otherSums + j]).flat();
  return sequence(
    // other = x + 2 · width · pairs
    sequence(localGet(width), localGet(pairs), multiply, constant(1), shiftLeft),
    sequence(localGet(x), add, localSet(other)),
    whileLoop(
      sequence(localGet(pair), localGet(pairs), lessThan),
      sequence(
        sequence(localGet(w), localSet(weights), constant(0), localSet(column)),
        ...summed.map((sum) => sequence(zeros, localSet(sum))),
        whileLoop(sequence(localGet(column), localGet(width), lessThan), step(live)),
        finish(sums, localGet(pair)),
        finish(otherSums, sequence(localGet(pair), localGet(pairs), add)),
        advance(pair, 1),
      ),
    ),
  );
}

/** Thirty-two numbers of both records. */
function step(live: number): Code {
  return sequence(
    run(live, 0),
    run(live, 1),
    advance(x, 2 * stepWidth),
    advance(other, 2 * stepWidth),
    advance(column, stepWidth),
    advance(weights, 2 * stepWidth * live),
  );
}

/** Sixteen numbers of both records. */
function run(live: number, number: number): Code {
  const load = (address: number, low: number, high: number): Code =>
    sequence(
      sequence(localGet(address), loadVector(2 * runWidth * number), localSet(low)),
      sequence(localGet(address), loadVector(2 * runWidth * number + 16), localSet(high)),
    );
  const accumulate = (sum: number, half: number, weight: number): Code =>
    sequence(localGet(sum), localGet(half), localGet(weight), dot, addIntegers, localSet(sum));
  return sequence(
    load(x, xLow, xHigh),
    load(other, otherLow, otherHigh),
    ...Array.from({ length: live }, (_, j) => {
      const from = 2 * runWidth * (live * number + j);
      return sequence(
        sequence(localGet(weights), loadVector(from), localSet(wLow)),
        sequence(localGet(weights), loadVector(from + 16), localSet(wHigh)),
        accumulate(sums + j, xLow, wLow),
        accumulate(otherSums + j, otherLow, wLow),
        accumulate(sums + j, xHigh, wHigh),
        accumulate(otherSums + j, otherHigh, wHigh),
      );
    }),
  );
}

/** From the sums of one record to its two largest logits. @param row leaves its number on the stack */
function finish(first: number, row: Code): Code {
  const shuffled = (local: number, ...numbers: number[]): Code =>
    sequence(localGet(local), localGet(local), pick(...numbers));
  /** The larger and the smaller of every number and the one that stands where `numbers` say. */
  const compare = (numbers: number[]): Code =>
    sequence(
      sequence(localGet(xLow), shuffled(xLow, ...numbers), greater, localSet(larger)),
      sequence(localGet(xLow), shuffled(xLow, ...numbers), lesser, localSet(smaller)),
    );
  return sequence(
    logits(first, row),
    sequence(localGet(kept), row, constant(4), shiftLeft, add, localGet(xLow), storeVector()),
    compare([1, 0, 3, 2]),
    // Of two pairs: the largest is the larger of the larger ones, and the second comes from one of the others.
    sequence(shuffled(smaller, 2, 3, 0, 1), localGet(smaller), greater, localSet(xHigh)),
    sequence(localGet(larger), localSet(xLow)),
    compare([2, 3, 0, 1]),
    sequence(localGet(smaller), localGet(xHigh), greater, localSet(xHigh)),
    sequence(localGet(top), row, constant(3), shiftLeft, add, localSet(address)),
    sequence(localGet(address), loadEverywhere(0), localSet(wLow)),
    sequence(localGet(address), loadEverywhere(4), localSet(wHigh)),
    sequence(localGet(address), localGet(larger), localGet(wLow), greater),
    sequence(localGet(larger), localGet(wLow), lesser),
    sequence(localGet(xHigh), localGet(wHigh), greater, greater),
    sequence(pick(0, 4, 0, 4), storeFirstTwo),
  );
}

/** scale · sums + bias of four classes, into `xLow`. */
function logits(first: number, row: Code): Code {
  const float = (a: number): Code => sequence(localGet(a), toFloats, localSet(a));
  const both = (a: number): Code =>
    sequence(
      sequence(localGet(a), localGet(a + 1), pick(0, 4, 1, 5)),
      sequence(localGet(a), localGet(a + 1), pick(2, 6, 3, 7), addFloats),
    );
  return sequence(
    ...[0, 1, 2, 3].map((j) => float(first + j)),
    sequence(both(first), localSet(wLow), both(first + 2), localSet(wHigh)),
    sequence(localGet(wLow), localGet(wHigh), pick(0, 1, 4, 5)),
    sequence(localGet(wLow), localGet(wHigh), pick(2, 3, 6, 7), addFloats),
    sequence(row, constant(2), shiftLeft, localGet(scales), add, loadEverywhere(0)),
    sequence(multiplyFloats, localGet(bias), loadVector(0), addFloats, localSet(xLow)),
  );
}

const advance = (local: number, by: number): Code =>
  sequence(localGet(local), constant(by), add, localSet(local));
