import type { SampledProbabilities } from '../heads/head.ts';
import { surprise } from './uncertainty.ts';
import { meanInto, overRecords } from './overSamples.ts';

/**
 * BALD, H(mean p) − mean H(p): how much the answer would tell about which head is right (Houlsby et
 * al. 2011; Gal et al. 2017). @returns n scores in [0, ln c]
 */
export function bald(beliefs: SampledProbabilities): Float32Array {
  const { samples, classes } = beliefs;
  const mean = new Float64Array(classes);
  return overRecords(beliefs, (data, from) => {
    meanInto(mean, data, from, samples);
    let total = 0;
    for (let j = 0; j < classes; j++) total += surprise(mean[j]!);
    let own = 0;
    for (let at = from, end = from + samples * classes; at < end; at++) own += surprise(data[at]!);
    // Rounding can bring identical heads just below zero.
    return Math.max(0, total - own / samples);
  });
}
