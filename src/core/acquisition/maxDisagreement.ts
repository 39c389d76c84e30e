import type { SampledProbabilities } from '../heads/head.ts';
import { meanInto, overRecords } from './overSamples.ts';

/** Largest Kullback–Leibler divergence of a member from the committee's mean. @returns n scores ≥ 0 */
export function maxDisagreement(beliefs: SampledProbabilities): Float32Array {
  const { samples, classes } = beliefs;
  const mean = new Float64Array(classes);
  return overRecords(beliefs, (data, from) => {
    meanInto(mean, data, from, samples);
    let largest = 0;
    for (let k = 0, at = from; k < samples; k++) {
      let divergence = 0;
      for (let j = 0; j < classes; j++, at++) {
        const p = data[at]!;
        if (p > 0) divergence += p * Math.log(p / mean[j]!);
      }
      if (divergence > largest) largest = divergence;
    }
    return largest;
  });
}
