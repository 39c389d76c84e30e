/**
 * Numbers of JSON with the digits that the file has. `JSON.parse` makes 1700341480978622000 of
 * 1700341480978622024 and 1 of 1.0; what is an id, a label or a text must not change so.
 */

/** Strings, which are passed over, the words that Python writes for numbers that are none, and numbers. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:NaN|Infinity)\b|-?\d[\d.eE+-]*/gs;

/** A digit before a point or an exponent, or more digits than a double holds. Also in texts: a first sieve. */
const suspicious = /\d[.eE]|\d{16}|-0/;

/** Control characters stand in strings as they are where a program wrote JSON by hand. */
const controls = /\p{Cc}/gu;

function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Parses JSON so that a number whose digits a double does not keep becomes the string of its digits,
 * NaN and Infinity become null, and control characters in strings are taken as they are.
 * @throws SyntaxError
 */
export function parseExactly(source: string): unknown {
  const exact = source.replace(tokens, (token) => {
    if (token.startsWith('"')) return token.replace(controls, escaped);
    if (/^-?[NI]/.test(token)) return 'null';
    const value = Number(token);
    return Number.isNaN(value) || String(value) === token ? token : `"${token}"`;
  });
  return JSON.parse(exact);
}

/**
 * A number as the file writes it.
 * @param value what `JSON.parse` made of it
 * @param quoted the last key on its path, in quotes
 * @param isOuter whether that key is one of the row itself
 * @param again finds the value on its path in an object
 */
export function digitsOf(
  value: number,
  source: string,
  quoted: string,
  isOuter: boolean,
  again: (row: unknown) => unknown,
): unknown {
  const at = source.indexOf(quoted);
  // The first key of the row itself need not be looked for again; else only one that stands there once is sure.
  const isFirst = at === 1 && isOuter;
  if (isFirst || (at >= 0 && !source.includes(quoted, at + quoted.length))) {
    let from = at + quoted.length;
    while (isBlank(source.charCodeAt(from))) from++;
    if (source.charCodeAt(from) === 58) {
      do from++;
      while (isBlank(source.charCodeAt(from)));
      const canonical = String(value);
      // The usual case makes no strings but the one that an id or a label is anyway.
      const end = from + canonical.length;
      if (source.startsWith(canonical, from) && !isOfNumber(source.charCodeAt(end))) return value;
      let to = from;
      while (isOfNumber(source.charCodeAt(to))) to++;
      const token = source.slice(from, to);
      if (Number(token) === value) return token;
    }
  }
  return suspicious.test(source) ? again(parseExactly(source)) : value;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

/** Digits, sign, point and exponent. */
function isOfNumber(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 46 ||
    code === 43 ||
    code === 101 ||
    code === 69
  );
}
