import { textOf } from './fields.ts';

/**
 * The names in a text that is a list, such as a column written by a spreadsheet library:
 * `["joy", "anger"]` in JSON, `['joy', 'anger']` in Python, `['joy' 'anger']` of NumPy. Null and
 * None are left out.
 * @returns undefined for anything else
 */
export function listInText(text: string): string[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[') || !trimmed.endsWith(']')) return undefined;
  return jsonList(trimmed) ?? pythonList(trimmed.slice(1, -1));
}

/** The names in a JSON list; undefined if it holds lists or objects. */
export function namesInList(list: readonly unknown[]): string[] | undefined {
  const names: string[] = [];
  for (const part of list) {
    if (part === null) continue;
    const name = textOf(part);
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names;
}

function jsonList(text: string): string[] | undefined {
  try {
    return namesInList(JSON.parse(text) as readonly unknown[]);
  } catch {
    return undefined;
  }
}

/**
 * A quoted text, or a word that Python writes without quotes; then a comma, unless it is the last or
 * NumPy leaves it out before the next quote.
 */
const element =
  /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(None|True|False|[-+]?\d[\d.eE+-]*))\s*(?:,|$|(?=['"]))/sy;

function pythonList(inside: string): string[] | undefined {
  const names: string[] = [];
  let at = 0;
  while (inside.slice(at).trim() !== '') {
    element.lastIndex = at;
    const found = element.exec(inside);
    if (!found) return undefined;
    const [whole, single, double, word] = found;
    const quoted = single ?? double;
    if (quoted !== undefined) names.push(unescaped(quoted));
    else if (word !== 'None') names.push(word!);
    at += whole.length;
  }
  return names;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gis,
    (_, two?: string, four?: string, eight?: string, sign?: string) => {
      const code = two ?? four ?? eight;
      if (code === undefined) return escapes[sign!] ?? sign!;
      const point = Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    },
  );
}

/** The names in a text with a separator, trimmed, without empty ones. */
export function partsOf(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
