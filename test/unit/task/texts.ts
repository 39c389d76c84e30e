import type { Rng } from '../../../src/core/rng.ts';

/** Text fragments with error-prone offsets. */
export const textParts = [
  ...['a', 'b', 'Z', '.', 'é', 'e\u0301', 'e\u0323\u0307', 'a\u0307\u0323', 'o\u0302\u0301'],
  ...[' ', '  ', '\t', '\r\n', '\n', '\u00a0', '\u0085', '\u2028', '\ufeff', '\u2000', ' \u0301'],
  ...['😀', '👨‍👩‍👧', '🇩🇪', '\u{1d11e}', '\u{1f1e6}', '\ud83d', '\ude00', '\u0301', '\u3099'],
  ...['\u1112\u1161\u11ab', '\u1100\u1161', '\u1161', '\uac00\u11a8', '각', '\u11a8', 'か\u3099'],
  ...[
    '\u212b',
    '\u0958',
    '\u0344',
    '\u{16d63}\u{16d67}',
    '\u{11099}\u{110ba}',
    '\u09c7\u09be',
    'שּׁ',
  ],
];

export function randomText(rng: Rng, most: number): string {
  return Array.from(
    { length: rng.integer(most) },
    () => textParts[rng.integer(textParts.length)]!,
  ).join('');
}
