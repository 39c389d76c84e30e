/**
 * Parses JSON numbers without losing digits. `JSON.parse` turns 1700341480978622000 into
 * 1700341480978622024 and 1.0 into 1; ids, labels and texts must not change like this.
 */

/** Strings (skipped), numbers, and Python's NaN and Infinity. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:NaN|Infinity)\b|-?\d[\d.eE+-]*/gs;

/**
 * A digit before a point or an exponent, or more digits than a double holds; a cheap first test
 * that also matches inside texts.
 */
const suspicious = /\d[.eE]|\d{16}|-0/;

/** Hand-written JSON may contain unescaped control characters in strings. */
const controls = /\p{Cc}/gu;

function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * Parses JSON, except that a number whose digits a double does not keep becomes the string of its
 * digits, NaN and Infinity become null, and unescaped control characters in strings are accepted.
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
 * A number as written in the file.
 * @param value the result of `JSON.parse`
 * @param quoted the last key on its path, in quotes
 * @param isOuter whether that key belongs to the row itself
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
  // Only the first key of the row itself, or a key that occurs once, is certain without another
  // lookup.
  const isFirst = at === 1 && isOuter;
  if (isFirst || (at >= 0 && !source.includes(quoted, at + quoted.length))) {
    let from = at + quoted.length;
    while (isBlank(source.charCodeAt(from))) from++;
    if (source.charCodeAt(from) === 58) {
      do from++;
      while (isBlank(source.charCodeAt(from)));
      const canonical = String(value);
      // The common case allocates no string other than the id or label itself.
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
