import type { Localize } from '../../core/localize.ts';
import type { Progress } from '../../core/progress.ts';
import { textOf } from './messages/textOf.ts';

/**
 * "Embedding 12 %". A percentage, because steps may be bytes; omitted once all steps are done,
 * because what follows was not counted.
 */
export function progressText({ what, step, steps }: Progress, localize: Localize): string {
  const text = textOf(what, localize);
  if (steps === undefined || steps <= 0 || step >= steps) return text;
  return `${text} ${Math.floor((100 * Math.max(0, step)) / steps)} %`;
}
