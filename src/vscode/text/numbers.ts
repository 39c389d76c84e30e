// Number formats. Pages cannot import this module: webview/common/format.ts and busyBar.ts match
// it, which a test checks.

/** 12,345 in the user's locale. */
export function count(value: number, language?: string): string {
  return value.toLocaleString(language);
}

/** A share of 0 … 1 in statistical style, always with two digits: ".84", "1.00". */
export function share(value: number): string {
  return value.toFixed(2).replace(/^(-?)0\./, '$1.');
}

/** ".84 ±.04" */
export function plusMinus(value: number, halfWidth: number): string {
  return `${share(value)} ±${share(halfWidth)}`;
}

/** ".80–.88" */
export function range(low: number, high: number): string {
  return `${share(low)}–${share(high)}`;
}

/** "29 %"; a non-zero share is never shown as 0 %. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '0 %';
  const value = (100 * part) / whole;
  return value > 0 && value < 1 ? '< 1 %' : `${Math.round(value)} %`;
}

/** "12.5 %": for shares that the user sets. */
export function percentToOneDecimal(share: number): string {
  return `${Math.round(1000 * share) / 10} %`;
}
