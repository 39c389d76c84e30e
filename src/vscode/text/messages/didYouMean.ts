import type { Localize } from '../../../core/localize.ts';

/** A problem with a name, the likely intended name, and what else to do, as one text. */
export function withDidYouMean(
  wrong: string,
  meant: string | undefined,
  help: string | undefined,
  localize: Localize,
): string {
  const question = meant === undefined ? [] : [localize('Did you mean “{0}”?', meant)];
  return [wrong, ...question, ...(help === undefined ? [] : [help])].join(' ');
}
