import type { Localize } from '../../../core/localize.ts';

/** What is wrong with a name, the name that was probably meant, and what to do: one text. */
export function withMeant(
  wrong: string,
  meant: string | undefined,
  help: string,
  localize: Localize,
): string {
  const question = meant === undefined ? [] : [localize('Did you mean “{0}”?', meant)];
  return [wrong, ...question, help].join(' ');
}
