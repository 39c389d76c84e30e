/**
 * A share in statistical style, always with two digits: ".84", "1.00". Must match src/vscode/text/numbers.ts.
 */
export function formatShare(share: number): string {
  return share.toFixed(2).replace(/^(-?)0\./, '$1.');
}

/** "±.04" */
export function formatHalfWidth(halfWidth: number): string {
  return `±${formatShare(halfWidth)}`;
}

/** A count with the separators of the page's language. */
export function formatCount(count: number, language = pageLanguage()): string {
  return new Intl.NumberFormat(language || undefined).format(count);
}

/** VS Code's language, which may differ from the browser's. */
function pageLanguage(): string | undefined {
  return globalThis.document?.documentElement.lang;
}

/** A share for a screen reader: "84 %". */
export function spokenShare(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** The beginning of a text on one line, whole characters only, at most `length` code points. */
export function snippet(text: string, length: number): string {
  // Reads only the beginning: a record may have a megabyte.
  const points = Array.from(
    text
      .slice(0, 4 * length)
      .replace(/\s+/g, ' ')
      .trim(),
  );
  const cut = points.length > length || text.length > 4 * length;
  return cut ? `${points.slice(0, length).join('').trimEnd()}…` : points.join('');
}
