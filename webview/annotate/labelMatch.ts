/** How well typed letters fit a name, best first; compared by `compareFits`. */
export interface Fit {
  /** Every typed letter belongs to the beginning of a word. */
  readonly strong: boolean;
  /** Smaller is better, the first that differs decides. */
  readonly cost: readonly number[];
}

/** Longer names are matched by their first words. */
const MOST_WORDS = 16;
/** Maximum number of alignments tried for one name. */
const MOST_STEPS = 2000;

/**
 * The words of a name or of typed text, without case and accents. Blanks, `_`, `-`, `.` and other punctuation
 * separate words, as do camelCase, a change between letters and digits, and each character of scripts written
 * without blanks.
 */
export function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(
      /(\p{Ll})(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})|(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu,
      '$& ',
    )
    .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu, ' $&')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/**
 * How well typed text matches a name; undefined if it does not.
 *
 * The typed text is split into prefixes of different words of the name: "car lin", "lin car", "cardl" and
 * "cl" all match `card_linking`. The most compact alignment wins: few pieces, in the order of the name, close
 * together, near its beginning. Letters that only occur somewhere in the name are a weak match.
 * @param typed the words of the typed text, at least one
 */
export function fitOf(name: string, typed: readonly string[]): Fit | undefined {
  const words = wordsOf(name).slice(0, MOST_WORDS);
  const cost = bestCost(words, typed);
  if (cost) return { strong: true, cost };
  const letters = words.join('');
  const typedLetters = typed.join('');
  const at = letters.indexOf(typedLetters);
  if (at >= 0) return { strong: false, cost: [0, at, letters.length] };
  return isScattered(letters, typedLetters)
    ? { strong: false, cost: [1, 0, letters.length] }
    : undefined;
}

export function compareFits(a: Fit, b: Fit): number {
  if (a.strong !== b.strong) return a.strong ? -1 : 1;
  for (let i = 0; i < a.cost.length; i++) {
    const difference = a.cost[i]! - b.cost[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function bestCost(words: readonly string[], typed: readonly string[]): number[] | undefined {
  let best: number[] | undefined;
  let steps = 0;
  const used: number[] = [];

  /** Aligns the rest of typed word `at`, from letter `from`, with unused words. */
  const lay = (at: number, from: number): void => {
    if (++steps > MOST_STEPS) return;
    const part = typed[at];
    if (part === undefined) {
      const cost = costOf(words, used, typed);
      if (!best || compare(cost, best) < 0) best = cost;
      return;
    }
    if (from === part.length) return lay(at + 1, 0);
    const rest = part.slice(from);
    const last = used.at(-1) ?? -1;
    // Tries following words first, so that the order of the name is found before the budget is spent.
    for (let i = 0; i < words.length; i++) {
      const index = (last + 1 + i) % words.length;
      if (used.includes(index)) continue;
      used.push(index);
      for (let length = sharedLength(words[index]!, rest); length > 0; length--) {
        lay(at, from + length);
      }
      used.pop();
    }
  };
  lay(0, 0);
  return best;
}

function costOf(
  words: readonly string[],
  used: readonly number[],
  typed: readonly string[],
): number[] {
  const first = Math.min(...used);
  const span = Math.max(...used) - first + 1;
  const ordered = used.every((word, i) => i === 0 || word > used[i - 1]!);
  const letters = typed.join('').length;
  return [
    ordered ? 0 : 1,
    // A skipped word costs as much as another piece.
    span,
    first,
    used.length,
    words.length,
    words.join('').length - letters,
  ];
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function isScattered(letters: string, sought: string): boolean {
  let from = 0;
  for (const letter of sought) {
    const found = letters.indexOf(letter, from);
    if (found < 0) return false;
    from = found + letter.length;
  }
  return true;
}

function compare(a: readonly number[], b: readonly number[]): number {
  return compareFits({ strong: true, cost: a }, { strong: true, cost: b });
}
