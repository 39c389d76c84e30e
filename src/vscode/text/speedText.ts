import type { LearnerView } from '../../core/loop/learnerView.ts';
import { secondsFor } from '../../core/metrics/speed.ts';
import type { SpeedView } from '../../protocol/annotate.ts';
import type { Localize } from '../../core/localize.ts';

/** With fewer answers the speed is not representative yet. */
const fewest = 5;

/** The labelling speed and the time to reach the target at this speed; undefined while unknown. */
export function formatSpeed(
  { speed, forecast }: Pick<LearnerView, 'speed' | 'forecast'>,
  localize: Localize,
): SpeedView | undefined {
  const { answers, perMinute, medianSeconds } = speed;
  if (answers < fewest || perMinute === null || medianSeconds === null) return undefined;
  const rate = perMinute < 10 ? perMinute.toFixed(1) : perMinute.toFixed(0);
  const parts = [localize('median {0} s', medianSeconds.toFixed(1))];
  const sentences = [
    localize('{0} records per minute, breaks left out.', rate),
    localize('Half of the answers took less than {0} seconds.', medianSeconds.toFixed(1)),
  ];
  if (forecast && 'low' in forecast && forecast.high === undefined) {
    const low = formatSeconds(secondsFor(forecast.low, speed) ?? 0, localize);
    parts.push(localize('target in more than {0}', low));
    sentences.push(localize('The target is more than {0} away at this speed.', low));
  } else if (forecast && 'low' in forecast && forecast.high !== undefined) {
    const low = formatSeconds(secondsFor(forecast.low, speed) ?? 0, localize);
    const high = formatSeconds(secondsFor(forecast.high, speed) ?? 0, localize);
    const isSingle = low === high;
    parts.push(
      isSingle ? localize('target in {0}', high) : localize('target in {0} to {1}', low, high),
    );
    sentences.push(
      isSingle
        ? localize('The target is about {0} away at this speed.', high)
        : localize('The target is {0} to {1} away at this speed.', low, high),
    );
  }
  const short = localize('{0}/min', rate);
  return { short, more: parts.join(' · '), long: sentences.join(' ') };
}

function formatSeconds(seconds: number, localize: Localize): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 90) return localize('{0} min', minutes);
  return localize('{0} h', (minutes / 60).toFixed(1));
}
