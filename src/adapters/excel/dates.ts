/** How to read a number formatted as a date: as a day or as a time of day. */
export type DateStyle = 'date' | 'time';

/**
 * Style of a built-in date or time format (ECMA-376, part 1, 18.8.30), East Asian ones included.
 */
export function dateStyle(format: number): DateStyle | undefined {
  if ((format >= 18 && format <= 21) || (format >= 45 && format <= 47)) return 'time';
  const isDate =
    (format >= 14 && format <= 22) ||
    (format >= 27 && format <= 36) ||
    (format >= 50 && format <= 58);
  return isDate ? 'date' : undefined;
}

/** Style of a custom number format; undefined unless it has a part for a date or time. */
export function isDateCode(code: string): DateStyle | undefined {
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    // Colours, conditions and languages; elapsed times stay.
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';', 1)[0]!;
  if (/[yd]/i.test(bare)) return 'date';
  if (/[hs]/i.test(bare)) return 'time';
  return /^m+$/i.test(bare.trim()) ? 'date' : undefined;
}

const day = 86_400_000;

/**
 * A date as ISO 8601, without the time at midnight; undefined for a number out of range.
 * @param serial days since the start of the workbook's date system
 */
export function isoDate(serial: number, style: DateStyle, from1904: boolean): string | undefined {
  // Excel's dates end with the year 9999.
  if (!(serial >= 0) || serial >= 2_958_466) return undefined;
  const milliseconds = Math.round(serial * 86_400) * 1000;
  if (style === 'time' && serial < 1) {
    return new Date(milliseconds % day).toISOString().slice(11, 19);
  }
  // Excel counts 29 February 1900, which did not exist.
  const first = from1904
    ? Date.UTC(1904, 0, 1)
    : Date.UTC(1899, 11, milliseconds < 60 * day ? 31 : 30);
  const iso = new Date(first + milliseconds).toISOString();
  return milliseconds % day === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}
