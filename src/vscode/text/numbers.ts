// How numbers are written. Pages may not import this: webview/common/format.ts and busyBar.ts agree
// with it, which a test watches.

/** 12,345 in the user's way of writing. */
export function count(value: number, language?: string): string {
  return value.toLocaleString(language);
}

/** A share of 0 … 1 as statisticians write it, always with two digits: ".84", "1.00". */
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

/** "29 %"; a share that is not quite nothing never reads 0 %. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '0 %';
  const value = (100 * part) / whole;
  return value > 0 && value < 1 ? '< 1 %' : `${Math.round(value)} %`;
}
