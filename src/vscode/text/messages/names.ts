import type { Localize } from '../../../core/localize.ts';

/** `"text" or "body"` */
export function oneOf(names: readonly string[], localize: Localize): string {
  return quoted(names).reduce(
    (before, name) => (before === '' ? name : localize('{0} or {1}', before, name)),
    '',
  );
}

/** `"text" and "body"` */
export function allOf(names: readonly string[], localize: Localize): string {
  return quoted(names).reduce(
    (before, name) => (before === '' ? name : localize('{0} and {1}', before, name)),
    '',
  );
}

export function quoted(names: readonly string[]): string[] {
  return names.map((name) => `"${name}"`);
}
