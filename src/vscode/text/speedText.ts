import type { LearnerView } from '../../core/loop/learnerView.ts';
import { secondsFor } from '../../core/metrics/speed.ts';
import type { SpeedView } from '../../protocol/annotate.ts';
import type { Localize } from '../localize.ts';

/** Below so many answers their speed is that of a beginning. */
const fewest = 5;

/** How quickly is labelled, and what the target takes at this speed; undefined until it can be told. */
export function formatSpeed(
  { speed, forecast }: Pick<LearnerView, 'speed' | 'forecast'>,
  l10n: Localize,
): SpeedView | undefined {
  const { answers, perMinute, medianSeconds } = speed;
  if (answers < fewest || perMinute === null || medianSeconds === null) return undefined;
  const rate = perMinute < 10 ? perMinute.toFixed(1) : perMinute.toFixed(0);
  const parts = [l10n.t('median {0} s', medianSeconds.toFixed(1))];
  const sentences = [
    l10n.t('{0} records a minute, breaks left out.', rate),
    l10n.t('Half of the answers took less than {0} seconds.', medianSeconds.toFixed(1)),
  ];
  if (forecast && 'low' in forecast && forecast.high === undefined) {
    const low = inWords(secondsFor(forecast.low, speed) ?? 0, l10n);
    parts.push(l10n.t('target in more than {0}', low));
    sentences.push(l10n.t('The target is more than {0} away at this speed.', low));
  } else if (forecast && 'low' in forecast && forecast.high !== undefined) {
    const low = inWords(secondsFor(forecast.low, speed) ?? 0, l10n);
    const high = inWords(secondsFor(forecast.high, speed) ?? 0, l10n);
    const one = low === high;
    parts.push(one ? l10n.t('target in {0}', high) : l10n.t('target in {0} to {1}', low, high));
    sentences.push(
      one
        ? l10n.t('The target is about {0} away at this speed.', high)
        : l10n.t('The target is {0} to {1} away at this speed.', low, high),
    );
  }
  const short = l10n.t('{0} a minute', rate);
  return { short, more: parts.join(' · '), long: sentences.join(' ') };
}

function inWords(seconds: number, l10n: Localize): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 90) return l10n.t('{0} min', minutes);
  return l10n.t('{0} h', (minutes / 60).toFixed(1));
}
