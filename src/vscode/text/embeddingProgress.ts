import type { LearnerView, BackgroundProgress } from '../../core/loop/learnerView.ts';
import type { Localize } from '../../core/localize.ts';
import { count } from './numbers.ts';

/** "48 s", "12 min". */
function timeLeft(seconds: number, localize: Localize): string {
  return seconds < 90
    ? localize('{0} s', Math.max(1, Math.round(seconds)))
    : localize('{0} min', Math.round(seconds / 60));
}

/** "Vectors of the sentence model: 1,200 of 5,000, 80 a second, about 48 s left." */
export function formatEmbeddingProgress(
  { done, of, perSecond, secondsLeft, paused }: BackgroundProgress,
  localize: Localize,
  language?: string,
): string {
  const counts = [count(done, language), count(of, language)] as const;
  if (paused) return localize('Vectors of the sentence model: {0} of {1}, paused.', ...counts);
  if (perSecond === undefined || secondsLeft === undefined) {
    return localize('Vectors of the sentence model: {0} of {1}.', ...counts);
  }
  return localize(
    'Vectors of the sentence model: {0} of {1}, {2} a second, about {3} left.',
    ...counts,
    count(Math.max(1, Math.round(perSecond)), language),
    timeLeft(secondsLeft, localize),
  );
}

/** Says that queries draw from a part of a large pool; undefined if they draw from all of it. */
export function formatPart(
  { drawsFrom, pool }: Pick<LearnerView, 'drawsFrom' | 'pool'>,
  localize: Localize,
  language?: string,
): string | undefined {
  if (drawsFrom === undefined) return undefined;
  return localize(
    'Records to ask are chosen from {0} of {1}, which the model has embedded. “Embed All” embeds the rest.',
    count(drawsFrom, language),
    count(pool.size, language),
  );
}
