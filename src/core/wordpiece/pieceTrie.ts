/** Root nodes for pieces that begin a word, and for those that continue one. */
export const WORD_START = 0;
export const WORD_REST = 1;
const ROOTS = 2;
const CONTINUES = '##';

/**
 * The pieces as a trie over the letters of the vocabulary, so that one walk finds the longest piece
 * at a position. Stored as a double array (Aoe 1989): the child of node s by letter c is cell
 * base[s] + c, if its check is s.
 */
export class PieceTrie {
  /**
   * Letters of the vocabulary from 1, by UTF-16 unit; 0 for every other unit. ASCII capitals map to
   * their lower-case letters.
   */
  readonly letters = new Uint16Array(65536);
  readonly #base: Int32Array;
  readonly #check: Int32Array;
  /** The piece that ends at a node, or -1. */
  readonly #piece: Int32Array;
  /** End of the last piece found. */
  end = 0;

  /** @param pieces by id; those in `left` are not part of any word */
  constructor(pieces: readonly string[], left: ReadonlySet<string>) {
    let count = 0;
    for (const piece of pieces) {
      for (let i = 0; i < piece.length; i++) {
        const unit = piece.charCodeAt(i);
        if (this.letters[unit] === 0) this.letters[unit] = ++count;
      }
    }
    const roots: Node[] = Array.from({ length: ROOTS }, newNode);
    const nodes = [...roots];
    pieces.forEach((piece, id) => {
      if (!left.has(piece)) grow(nodes, roots, piece, this.letters).piece = id;
    });
    for (let unit = 65; unit <= 90; unit++) this.letters[unit] = this.letters[unit + 32]!;

    const cells = place(nodes, count);
    this.#base = new Int32Array(cells);
    this.#check = new Int32Array(cells).fill(-1);
    this.#piece = new Int32Array(cells).fill(-1);
    roots.forEach((root, at) => this.#write(root, at));
  }

  #write(node: Node, at: number): void {
    this.#base[at] = node.base;
    this.#piece[at] = node.piece;
    for (const [letter, child] of node.children) {
      this.#check[node.base + letter] = at;
      this.#write(child, node.base + letter);
    }
  }

  /**
   * The longest piece that is a prefix of letters[from, to), or -1; sets `end`.
   * @param root WORD_START or WORD_REST
   */
  longest(root: number, letters: Uint16Array, from: number, to: number): number {
    const base = this.#base;
    const check = this.#check;
    const pieces = this.#piece;
    let node = root;
    let found = -1;
    for (let i = from; i < to; i++) {
      const letter = letters[i]!;
      const next = base[node]! + letter;
      if (letter === 0 || check[next] !== node) break;
      node = next;
      const piece = pieces[node]!;
      if (piece >= 0) {
        found = piece;
        this.end = i + 1;
      }
    }
    return found;
  }
}

/** A node during construction. */
interface Node {
  readonly children: Map<number, Node>;
  base: number;
  piece: number;
}

const newNode = (): Node => ({ children: new Map(), base: 0, piece: -1 });

/** The node of a piece, created if missing. */
function grow(nodes: Node[], roots: readonly Node[], piece: string, letters: Uint16Array): Node {
  const continues = piece.length > CONTINUES.length && piece.startsWith(CONTINUES);
  let node = roots[continues ? WORD_REST : WORD_START]!;
  for (let i = continues ? CONTINUES.length : 0; i < piece.length; i++) {
    const letter = letters[piece.charCodeAt(i)]!;
    let child = node.children.get(letter);
    if (!child) {
      child = newNode();
      node.children.set(letter, child);
      nodes.push(child);
    }
    node = child;
  }
  return node;
}

/**
 * Assigns each node a base such that no two branches share a cell: nodes with most branches first,
 * one after the other; those with a single branch then fill the holes.
 * @returns the number of cells, sufficient for every base and letter
 */
function place(nodes: readonly Node[], letters: number): number {
  let taken = new Uint8Array(4 * nodes.length + letters + ROOTS).fill(1, 0, ROOTS);
  const widestFirst = nodes.filter(({ children }) => children.size > 0);
  widestFirst.sort((a, b) => b.children.size - a.children.size);
  let last = 0;
  let behind = 0;
  // From here on every letter can reach a hole.
  let hole = letters;
  for (const node of widestFirst) {
    const own = [...node.children.keys()].sort((a, b) => a - b);
    let base = behind;
    if (own.length === 1) {
      while (taken[hole] === 1) hole++;
      base = hole - own[0]!;
    }
    while (own.some((letter) => taken[base + letter] === 1)) base++;
    if (base + letters >= taken.length) {
      const longer = new Uint8Array(2 * (base + letters));
      longer.set(taken);
      taken = longer;
    }
    for (const letter of own) taken[base + letter] = 1;
    if (own.length > 1) behind = base;
    node.base = base;
    last = Math.max(last, base);
  }
  return last + letters + 1;
}
