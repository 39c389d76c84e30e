import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';

/**
 * Parses hand-written JSON with comments and trailing commas into a tree with positions, so that
 * each problem is reported at its own place. Offsets are in UTF-16 units. Recovers from mistakes if
 * possible.
 */
export type JsonNode = ScalarNode | ArrayNode | ObjectNode;

interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface ScalarNode extends Span {
  readonly type: 'string' | 'number' | 'boolean' | 'null';
  readonly value: string | number | boolean | null;
}

export interface ArrayNode extends Span {
  readonly type: 'array';
  readonly items: readonly JsonNode[];
}

export interface ObjectNode extends Span {
  readonly type: 'object';
  readonly properties: readonly PropertyNode[];
}

export interface PropertyNode extends Span {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: JsonNode;
}

export interface SyntaxProblem extends Span {
  readonly message: Message;
}

/** Maximum nesting: deeper than anything written by hand, and bounds the parser's stack. */
const deepest = 100;

/** @returns the tree, undefined if nothing was readable, and the mistakes in order */
export function readJson(text: string): { root?: JsonNode; problems: SyntaxProblem[] } {
  const reader = new Reader(text);
  const root = reader.document();
  return { ...(root && { root }), problems: reader.problems };
}

/**
 * The plain value of a node; the last wins if a property is repeated.
 * @param without offsets of property names to omit
 */
export function valueOf(node: JsonNode, without?: ReadonlySet<number>): unknown {
  if (node.type === 'array') return node.items.map((item) => valueOf(item, without));
  if (node.type !== 'object') return node.value;
  const kept = node.properties.filter(({ keySpan }) => !without?.has(keySpan.offset));
  return Object.fromEntries(kept.map(({ key, value }) => [key, valueOf(value, without)]));
}

/** The property with this name, the last if it is repeated. */
export function property(node: JsonNode, key: string): PropertyNode | undefined {
  return node.type === 'object' ? node.properties.findLast((p) => p.key === key) : undefined;
}

/** The node at a path from the root; undefined if there is none. */
export function nodeAt(root: JsonNode, path: readonly (string | number)[]): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const part of path) {
    if (node === undefined) return undefined;
    if (typeof part === 'string') node = property(node, part)?.value;
    else node = node.type === 'array' ? node.items[part] : undefined;
  }
  return node;
}

class Reader {
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.startsWith('\uFEFF')) this.#at = 1;
  }

  document(): JsonNode | undefined {
    this.#skipBlank();
    const root = this.#value();
    this.#skipBlank();
    if (root && this.#at < this.#text.length) {
      this.#problem(message('projectFile.trailing', {}), this.#at, this.#text.length);
    }
    return root;
  }

  #value(): JsonNode | undefined {
    const first = this.#text[this.#at];
    if (first === '{' || first === '[') {
      if (this.#depth === deepest) {
        this.#problem(message('projectFile.tooDeep', {}), this.#at, this.#text.length);
        this.#at = this.#text.length;
        return undefined;
      }
      this.#depth++;
      const node = first === '{' ? this.#object() : this.#array();
      this.#depth--;
      return node;
    }
    return first === '"' ? this.#string() : this.#word();
  }

  #object(): ObjectNode {
    const offset = this.#at;
    const properties: PropertyNode[] = [];
    this.#list('}', () => {
      const start = this.#at;
      if (this.#text[start] !== '"') return this.#unexpected('name');
      const key = this.#string();
      this.#skipBlank();
      if (this.#text[this.#at] !== ':') return this.#unexpected('colon');
      this.#at++;
      this.#skipBlank();
      const value = this.#value();
      if (value) {
        const length = value.offset + value.length - start;
        properties.push({ key: String(key.value), keySpan: key, value, offset: start, length });
      }
      return value !== undefined;
    });
    return { type: 'object', properties, offset, length: this.#at - offset };
  }

  #array(): ArrayNode {
    const offset = this.#at;
    const items: JsonNode[] = [];
    this.#list(']', () => {
      const value = this.#value();
      if (value) items.push(value);
      return value !== undefined;
    });
    return { type: 'array', items, offset, length: this.#at - offset };
  }

  /** Parses comma-separated elements up to and including the closing bracket. */
  #list(close: string, element: () => boolean): void {
    const open = this.#at++;
    for (;;) {
      this.#skipBlank();
      if (this.#at >= this.#text.length) {
        return this.#problem(
          message('projectFile.neverClosed', { bracket: this.#text[open]! }),
          open,
          open + 1,
        );
      }
      if (this.#text[this.#at] === close) break;
      const start = this.#at;
      if (!element()) this.#recover(start, close);
      this.#skipBlank();
      const next = this.#text[this.#at];
      if (next === ',') this.#at++;
      else if (next !== close && next !== undefined) {
        this.#problem(message('projectFile.noComma', { close }), this.#at, this.#at + 1);
        if (this.#at === start) this.#at++;
        // The other kind of bracket closes an outer element.
        if (next === '}' || next === ']') return;
      }
    }
    this.#at++;
  }

  /** Resumes at the next comma, bracket or line after an unreadable element. */
  #recover(start: number, close: string): void {
    if (this.#at === start) this.#at++;
    while (this.#at < this.#text.length && !`,\n${close}`.includes(this.#text[this.#at]!))
      this.#at++;
  }

  #string(): ScalarNode {
    const offset = this.#at;
    const token = /"(?:[^"\\\n\r]|\\[^\n\r])*/y;
    token.lastIndex = offset;
    const [body] = token.exec(this.#text)!;
    const closed = this.#text[offset + body.length] === '"';
    this.#at = offset + body.length + (closed ? 1 : 0);
    const length = this.#at - offset;
    if (!closed) this.#problem(message('projectFile.openText', {}), offset, this.#at);
    let value = body.slice(1);
    try {
      // Tabs are accepted: they are easily typed, and their meaning is clear.
      value = JSON.parse(`${body.replaceAll('\t', '\\t')}"`) as string;
    } catch {
      this.#problem(message('projectFile.backslash', {}), offset, this.#at);
    }
    return { type: 'string', value, offset, length };
  }

  #word(): ScalarNode | undefined {
    const offset = this.#at;
    const token = /[^\s,:{}[\]"/]+/y;
    token.lastIndex = offset;
    const word = token.exec(this.#text)?.[0];
    if (word === undefined) {
      this.#unexpected('value');
      return undefined;
    }
    this.#at += word.length;
    const span = { offset, length: word.length };
    if (word === 'true' || word === 'false')
      return { type: 'boolean', value: word === 'true', ...span };
    if (word === 'null') return { type: 'null', value: null, ...span };
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(word) && Number.isFinite(Number(word))) {
      return { type: 'number', value: Number(word), ...span };
    }
    this.#problem(message('projectFile.notAValue', { word }), offset, this.#at);
    return { type: 'string', value: word, ...span };
  }

  /** Spaces, line ends, and comments of both kinds. */
  #skipBlank(): void {
    const blank = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
    blank.lastIndex = this.#at;
    blank.exec(this.#text);
    this.#at = blank.lastIndex;
    if (this.#text.startsWith('/*', this.#at)) {
      this.#problem(message('projectFile.openComment', {}), this.#at, this.#text.length);
      this.#at = this.#text.length;
    }
  }

  #unexpected(what: 'name' | 'colon' | 'value'): false {
    const end = Math.min(this.#at + 1, this.#text.length);
    this.#problem(message('projectFile.expected', { what }), this.#at, end);
    return false;
  }

  #problem(reason: Message, start: number, end: number): void {
    this.problems.push({ message: reason, offset: start, length: end - start });
  }
}
