import { characterClasses, IDEOGRAPH, SPACE } from '../embed/characters.ts';
import type { NgramRange } from '../embed/ngrams.ts';
import type { GraphNodes } from './graphNodes.ts';
import { HashNodes } from './hashNodes.ts';

const BLANK = 32;
const FNV_PRIME = 0x01000193;
const WORD_SEED = 0x811c9dc5;
const CHARACTER_SEED = 0x2f0b4f63;
const PAIR_FACTOR = 0x9e3779b1;

/** The units of a text, padded with blanks. */
interface PaddedText {
  /** Int64, white space as blanks. */
  readonly units: string;
  readonly low: string;
  readonly high: string;
  /** Classes, with one space on either side. */
  readonly classes: string;
}

/**
 * The hashes of a text's n-grams, with repetitions, as in `NgramHasher`.
 * @param units int64, one-dimensional: the UTF-16 units of the prepared text
 */
export function ngramHashes(graph: GraphNodes, units: string, range: NgramRange): string {
  const hash = new HashNodes(graph);
  const text = padded(graph, hash, units, range);
  const { raw, count } = rawTokens(graph, hash, text);
  const finished = hash.finish(graph.concat([raw, ...rawCharacters(graph, hash, text, range)]));
  const one = graph.integer(1);
  const tokens = hash.add(graph.slice(finished, 0, count), one);
  const characters = graph.slice(finished, count);
  if (range.words === 1) return graph.concat([tokens, characters]);
  const multiplied = hash.multiply(graph.slice(tokens, 0, -1), PAIR_FACTOR);
  const pairs = hash.finish(hash.xorWords(multiplied, graph.slice(tokens, 1)));
  return graph.concat([tokens, hash.add(pairs, one), characters]);
}

function padded(graph: GraphNodes, hash: HashNodes, units: string, range: NgramRange): PaddedText {
  const table = graph.constant(Int8Array.from(characterClasses()));
  const classes = graph.cast(graph.add('Gather', [table, units]), 'int64');
  const space = graph.add('Equal', [classes, graph.integer(SPACE)]);
  const blanked = graph.add('Where', [space, graph.integer(BLANK), units]);
  // Windows that begin at the last blank reach beyond it.
  const after = new Array<number>(Math.max(1, range.charMax)).fill(BLANK);
  const whole = graph.concat([graph.integers(BLANK), blanked, graph.integers(...after)]);
  const edge = graph.integers(SPACE);
  return {
    units: whole,
    ...hash.halves(whole),
    classes: graph.concat([edge, classes, edge]),
  };
}

/** FNV-1a of each token, not finished yet, and their number. */
function rawTokens(
  graph: GraphNodes,
  hash: HashNodes,
  { classes, low, high }: PaddedText,
): { raw: string; count: string } {
  const left = graph.slice(classes, 0, -1);
  const right = graph.slice(classes, 1);
  const same = graph.add('Equal', [left, right]);
  const isBorder = graph.add('Not', [same]);
  /** Index of each place between two units where a token is on the given side. */
  const borders = (side: string): string => {
    const ideograph = graph.add('Equal', [side, graph.integer(IDEOGRAPH)]);
    const space = graph.add('Equal', [side, graph.integer(SPACE)]);
    const apart = graph.add('Or', [isBorder, ideograph]);
    const mask = graph.add('And', [apart, graph.add('Not', [space])]);
    return graph.add('Add', [
      graph.reshape(graph.add('NonZero', [mask]), -1),
      graph.integer(1), // the padding
    ]);
  };
  const starts = borders(right);
  const lengths = graph.add('Sub', [borders(left), starts]);
  const count = graph.add('Shape', [lengths]);
  const longest = graph.add('ReduceMax', [graph.concat([lengths, graph.integers(0)])], {
    integers: { keepdims: 0 },
  });
  const none = hash.times(lengths, 0);
  const seeds = hash.add(none, graph.integer(WORD_SEED));
  const every = graph.add('Range', [
    graph.integer(0),
    graph.add('Size', [lengths]),
    graph.integer(1),
  ]);
  const body = hashNextUnits(graph, hash, { starts, lengths, low, high });
  const [raw] = graph.addWithOutputs('Loop', [longest, '', seeds, every], 2, {
    graphs: { body: body.graph('unit of each token') },
  });
  return { raw: raw!, count };
}

/**
 * The body of a loop over the units of all tokens at once: iteration i hashes the i-th unit of the
 * tokens that have one.
 */
function hashNextUnits(
  graph: GraphNodes,
  hash: HashNodes,
  { starts, lengths, low, high }: Record<'starts' | 'lengths' | 'low' | 'high', string>,
): GraphNodes {
  const body = graph.inner('token');
  const own = hash.in(body);
  const step = body.input('marginalia/token/step', 'int64', []);
  const goesOn = body.input('marginalia/token/goes_on', 'bool', []);
  const words = body.input('marginalia/token/words', 'int64', ['']);
  const active = body.input('marginalia/token/active', 'int64', ['']);
  const of = (tensor: string, at: string): string => body.add('Gather', [tensor, at]);
  const at = own.add(of(starts, active), step);
  const next = own.multiply(
    own.xor(of(words, active), { low: of(low, at), high: of(high, at) }),
    FNV_PRIME,
  );
  const changed = body.add('ScatterElements', [words, active, next], { integers: { axis: 0 } });
  const isLonger = body.add('Less', [own.add(step, body.integer(1)), of(lengths, active)]);
  const rest = body.where(isLonger, active);
  body.output(goesOn, { name: 'marginalia/token/goes_on_out', type: 'bool', shape: [] });
  body.output(changed, { name: 'marginalia/token/words_out', type: 'int64', shape: [''] });
  body.output(rest, { name: 'marginalia/token/active_out', type: 'int64', shape: [''] });
  return body;
}

/** FNV-1a of the character n-grams of each length, not finished yet. */
function rawCharacters(
  graph: GraphNodes,
  hash: HashNodes,
  { units, low, high }: PaddedText,
  { charMin, charMax }: NgramRange,
): string[] {
  if (charMax === 0) return [];
  /** The k-th unit of every window. */
  const nth = (tensor: string, k: number): string =>
    k === charMax - 1 ? graph.slice(tensor, k) : graph.slice(tensor, k, k - (charMax - 1));
  const isBlank = Array.from({ length: charMax }, (_, k) =>
    graph.add('Equal', [nth(units, k), graph.integer(BLANK)]),
  );
  const both = (a: string, b: string): string => graph.add('And', [a, b]);
  const not = (a: string): string => graph.add('Not', [a]);
  const found: string[] = [];
  let words = graph.integer(CHARACTER_SEED);
  let inside: string | undefined;
  for (let k = 0; k < charMax; k++) {
    words = hash.multiply(hash.xor(words, { low: nth(low, k), high: nth(high, k) }), FNV_PRIME);
    // The inner units of a window of k + 1: those between its first and its last.
    if (k >= 2) {
      const filled = not(isBlank[k - 1]!);
      inside = inside === undefined ? filled : both(inside, filled);
    }
    if (k + 1 < charMin) continue;
    if (k >= 2) found.push(graph.where(inside!, words));
    if (k === 1) found.push(graph.where(not(both(isBlank[0]!, isBlank[1]!)), words));
  }
  if (charMin === 1) found.push(...singleCharacters());
  return found;

  /** Every unit that is not blank, and the first and the last blank of each run of blanks. */
  function singleCharacters(): string[] {
    const edge = graph.constant(Int8Array.of(1), [1]);
    const blank = graph.add('Equal', [units, graph.integer(BLANK)]);
    const single = hash.multiply(hash.xor(graph.integer(CHARACTER_SEED), { low, high }), FNV_PRIME);
    const known = graph.cast(edge, 'bool');
    const blankBefore = graph.concat([known, graph.slice(blank, 0, -1)]);
    const blankAfter = graph.concat([graph.slice(blank, 1), known]);
    return [
      graph.where(not(blank), single),
      graph.where(both(blank, not(blankBefore)), single),
      graph.where(both(blank, not(blankAfter)), single),
    ];
  }
}
