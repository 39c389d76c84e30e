import type { SampledProbabilities } from '../heads/head.ts';
import { overRecords, votesInto } from './overSamples.ts';

/** 1 − the share of samples that vote for the most voted class (Freeman 1965). @returns n scores in [0, 1) */
export function variationRatios(beliefs: SampledProbabilities): Float32Array {
  const { samples, classes } = beliefs;
  const votes = new Float64Array(classes);
  return overRecords(beliefs, (data, from) => {
    votesInto(votes, data, from, samples);
    let most = 0;
    for (let j = 0; j < classes; j++) if (votes[j]! > most) most = votes[j]!;
    return 1 - most / samples;
  });
}
