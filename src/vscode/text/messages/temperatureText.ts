import type { Localize } from '../../../core/localize.ts';

/** The temperature of a round's probabilities: "calibrated with T = 1.12". */
export function formatTemperature(temperature: number, localize: Localize): string {
  return localize('calibrated with T = {0}', temperature.toFixed(2));
}
