import {
  add,
  and,
  constant,
  I32,
  ifTrue,
  lessThan,
  loadVector,
  localGet,
  localSet,
  multiply,
  sequence,
  shiftLeft,
  shiftRight,
  simd,
  storeInteger,
  storeVector,
  subtract,
  V128,
  whileLoop,
  instantiate,
  type Code,
  type WasmFunction,
  type WasmInstance,
} from './wasmAssembler.ts';

/** Classes per pass. */
export const lanes = 4;
/**
 * Partial sums per record and class: of the first two numbers in every eight, of the next two, …
 */
export const adders = 4;
/** Numbers of a record per step: the record width is a multiple of it. */
export const stepWidth = 32;
/** Contiguous words of one class: one vector. */
export const runWidth = 8;
/**
 * Records whose results are contiguous, as vectors: the first record of a pass is a multiple of it.
 */
export const blockRows = 4;
/** Records, or their margins, by which the loops may overrun the last one. */
export const overrun = 2 * blockRows - 1;

/** The kernel over records of 16-bit words; `topTwoN1` to `topTwoN4` take 1 to 4 classes with weights. */
export type Int16Kernel = Readonly<
  Record<`topTwoN${1 | 2 | 3 | 4}`, TopTwo> & { listBelow: ListBelow }
>;

/**
 * Computes the logits of four classes and merges the two largest with those stored so far: after
 * one pass per four classes they are the two largest of all. Only the first `live` classes have
 * weights; the logits of the others are their biases.
 *
 * Processes two records at once, half of the range apart: a single read stream does not saturate
 * memory bandwidth. Their number is rounded up to a multiple of eight.
 *
 * All arguments but `records` and `width` are addresses. All sums must fit into 32 bits, including
 * those of `adders`.
 *
 * @param x records of `width` words
 * @param width a multiple of `stepWidth`
 * @param w weights in words, live × width: for every 8 numbers of a record those of the first
 * class, then those of the second, …
 * @param scales one float per record, the factor of its sums
 * @param bias four floats
 * @param top two floats per record: for every four records the largest, then the second largest
 * @param logits four floats per record, those of this pass: for every four records those of the
 * first class, then those of the second, …
 * @param errors one float per record
 * @param factors three floats
 * @param gaps one float per record: (largest − second largest) · factors[0] − errors · factors[1] −
 * factors[2]
 * @param sums scratch for eight records: `adders` integers for each class
 */
type TopTwo = (
  x: number,
  records: number,
  width: number,
  w: number,
  scales: number,
  bias: number,
  top: number,
  logits: number,
  errors: number,
  factors: number,
  gaps: number,
  sums: number,
) => void;

/**
 * Lists the indices of the gaps that do not exceed a limit. Compares them in fours, so their count
 * is rounded up to a multiple of four. All arguments but `count` and `first` are addresses.
 *
 * @param gaps floats
 * @param first index of the first gap
 * @param limit a float
 * @param found integers, as many as gaps
 * @param end receives the address after the last integer found
 */
type ListBelow = (
  gaps: number,
  count: number,
  first: number,
  limit: number,
  found: number,
  end: number,
) => void;

/** A new zeroed memory of at least `bytes` bytes, with the kernel that works in it. */
export function createInt16Kernel(bytes: number, shared: boolean): WasmInstance<Int16Kernel> {
  const functions = {
    topTwoN1: topTwo(1),
    topTwoN2: topTwo(2),
    topTwoN3: topTwo(3),
    topTwoN4: topTwo(4),
    listBelow: listBelow(),
  };
  return instantiate<Int16Kernel>(bytes, functions, shared);
}

const zeros = simd(0x0c, ...Array<number>(16).fill(0));
const addIntegers = simd(0xae);
/** Products of eight pairs of words, added pairwise to four integers. */
const dot = simd(0xba);
const toFloats = simd(0xfa);
const addFloats = simd(0xe4);
const multiplyFloats = simd(0xe6);
const subtractFloats = simd(0xe5);
const lesser = simd(0xea);
const greater = simd(0xeb);
const loadEverywhere = (offset: number): Code => simd(0x09, 2, offset);
const notAbove = simd(0x45);
/** The sign bits of four integers. */
const highestBits = simd(0xa4);
/** Shuffles two vectors of four numbers, indexed 0 … 7. */
const pick = (...numbers: number[]): Code =>
  simd(0x0d, ...numbers.flatMap((number) => [0, 1, 2, 3].map((byte) => 4 * number + byte)));

const [x, records, width, w, scales, bias, top, kept, errors, factors, gaps, stored] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
] as const;
/** Half of the records, and the loop's position in both halves. */
const [half, done] = [12, 13] as const;
const [otherX, column, weights, row] = [14, 15, 16, 17] as const;
/** Numbers of both records, and of one class. */
const [numbers, weight] = [18, 20] as const;
/** The same locals, reused while summing up. */
const [first, second, third, logit] = [18, 19, 20, 21] as const;
const [largest, secondLargest] = [22, 23] as const;
const sumOf = (record: number, label: number): number => 24 + record * lanes + label;
const storedSum = (index: number, record: number, label: number): number =>
  16 * ((2 * index + record) * lanes + label);

function topTwo(live: number): WasmFunction {
  const sums = [0, 1].flatMap((record) =>
    Array.from({ length: live }, (_, label) => ({ record, label, sum: sumOf(record, label) })),
  );
  const pair = (index: number): Code =>
    sequence(
      sequence(localGet(w), localSet(weights), constant(0), localSet(column)),
      ...sums.map(({ sum }) => sequence(zeros, localSet(sum))),
      whileLoop(sequence(localGet(column), localGet(width), lessThan), step(live)),
      ...sums.map(({ record, label, sum }) =>
        sequence(
          sequence(localGet(stored), localGet(sum)),
          storeVector(storedSum(index, record, label)),
        ),
      ),
    );
  const body = sequence(
    sequence(localGet(records), constant(overrun), add, constant(3), shiftRight),
    sequence(constant(2), shiftLeft, localSet(half)),
    sequence(localGet(width), localGet(half), multiply, constant(1), shiftLeft),
    sequence(localGet(x), add, localSet(otherX)),
    whileLoop(
      sequence(localGet(done), localGet(half), lessThan),
      sequence(
        ...Array.from({ length: blockRows }, (_, index) => pair(index)),
        sequence(localGet(done), localSet(row), finish(0, live)),
        sequence(localGet(half), localGet(done), add, localSet(row), finish(1, live)),
        advance(done, blockRows),
      ),
    ),
  );
  return { parameters: 12, locals: [[6, I32] as const, [6 + 2 * lanes, V128] as const], body };
}

/** 32 numbers of both records. */
function step(live: number): Code {
  return sequence(
    ...Array.from({ length: stepWidth / runWidth }, (_, number) => run(live, number)),
    advance(x, 2 * stepWidth),
    advance(otherX, 2 * stepWidth),
    advance(column, stepWidth),
    advance(weights, 2 * stepWidth * live),
  );
}

/** Eight numbers of both records. */
function run(live: number, number: number): Code {
  const accumulate = (record: number, label: number): Code => {
    const sum = sumOf(record, label);
    const product = sequence(localGet(numbers + record), localGet(weight), dot);
    return sequence(localGet(sum), product, addIntegers, localSet(sum));
  };
  return sequence(
    sequence(localGet(x), loadVector(2 * runWidth * number), localSet(numbers)),
    sequence(localGet(otherX), loadVector(2 * runWidth * number), localSet(numbers + 1)),
    ...Array.from({ length: live }, (_, j) =>
      sequence(
        sequence(localGet(weights), loadVector(2 * runWidth * (live * number + j))),
        sequence(localSet(weight), accumulate(0, j), accumulate(1, j)),
      ),
    ),
  );
}

/** From the sums of four records, starting at `row`, to their two largest logits and the gaps. */
function finish(record: number, live: number): Code {
  const at = (start: number, shift: number): Code =>
    sequence(localGet(row), constant(shift), shiftLeft, localGet(start), add);
  return sequence(
    sequence(at(top, 3), loadVector(0), localSet(largest)),
    sequence(at(top, 3), loadVector(16), localSet(secondLargest)),
    ...Array.from({ length: lanes }, (_, label) =>
      sequence(
        label < live ? sumsOfFour(record, label) : sequence(zeros, localSet(logit)),
        sequence(localGet(logit), at(scales, 2), loadVector(0), multiplyFloats),
        sequence(localGet(bias), loadEverywhere(4 * label), addFloats, localSet(logit)),
        sequence(at(kept, 4), localGet(logit), storeVector(16 * label)),
        sequence(localGet(largest), localGet(logit), lesser),
        sequence(localGet(secondLargest), greater, localSet(secondLargest)),
        sequence(localGet(largest), localGet(logit), greater, localSet(largest)),
      ),
    ),
    sequence(at(top, 3), localGet(largest), storeVector(0)),
    sequence(at(top, 3), localGet(secondLargest), storeVector(16)),
    sequence(at(gaps, 2), localGet(largest), localGet(secondLargest), subtractFloats),
    sequence(localGet(factors), loadEverywhere(0), multiplyFloats),
    sequence(at(errors, 2), loadVector(0), localGet(factors), loadEverywhere(4)),
    sequence(multiplyFloats, subtractFloats, localGet(factors), loadEverywhere(8), subtractFloats),
    storeVector(0),
  );
}

/** Adds up the partial sums of one class for each of four records, into `logit`. */
function sumsOfFour(record: number, label: number): Code {
  const floats = (index: number): Code =>
    sequence(localGet(stored), loadVector(storedSum(index, record, label)), toFloats);
  /** Two records' sums, each half reduced. */
  const both = (index: number, into: number): Code =>
    sequence(
      sequence(floats(index), localSet(third), floats(index + 1), localSet(logit)),
      sequence(localGet(third), localGet(logit), pick(0, 4, 1, 5)),
      sequence(localGet(third), localGet(logit), pick(2, 6, 3, 7), addFloats, localSet(into)),
    );
  return sequence(
    sequence(both(0, first), both(2, second)),
    sequence(localGet(first), localGet(second), pick(0, 1, 4, 5)),
    sequence(localGet(first), localGet(second), pick(2, 3, 6, 7), addFloats, localSet(logit)),
  );
}

const advance = (local: number, by: number): Code =>
  sequence(localGet(local), constant(by), add, localSet(local));

function listBelow(): WasmFunction {
  const [gaps, count, first, limit, found, end] = [0, 1, 2, 3, 4, 5] as const;
  const [begin, mask, limits] = [6, 7, 8] as const;
  const note = (lane: number): Code =>
    sequence(
      // Stores every index; the next one overwrites it unless it qualifies.
      sequence(localGet(found), localGet(first), constant(lane), add, storeInteger),
      sequence(localGet(mask), constant(lane), shiftRight, constant(1), and),
      sequence(constant(2), shiftLeft, localGet(found), add, localSet(found)),
    );
  const body = sequence(
    sequence(localGet(limit), loadEverywhere(0), localSet(limits)),
    sequence(localGet(gaps), localSet(begin)),
    whileLoop(
      sequence(
        localGet(gaps),
        localGet(begin),
        subtract,
        localGet(count),
        constant(2),
        shiftLeft,
        lessThan,
      ),
      sequence(
        sequence(localGet(gaps), loadVector(0), localGet(limits), notAbove, highestBits),
        localSet(mask),
        ifTrue(localGet(mask), sequence(...[0, 1, 2, 3].map(note))),
        advance(gaps, 16),
        advance(first, 4),
      ),
    ),
    sequence(localGet(end), localGet(found), storeInteger),
  );
  return { parameters: 6, locals: [[2, I32] as const, [1, V128] as const], body };
}
