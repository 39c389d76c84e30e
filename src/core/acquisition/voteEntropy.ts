import type { SampledProbabilities } from '../heads/head.ts';
import { surprise } from './uncertainty.ts';
import { overRecords, votesInto } from './overSamples.ts';

/** Entropy of the members' votes (Dagan & Engelson 1995). @returns n scores in [0, ln min(K, c)] */
export function voteEntropy(beliefs: SampledProbabilities): Float32Array {
  const { samples, classes } = beliefs;
  const votes = new Float64Array(classes);
  return overRecords(beliefs, (data, from) => {
    votesInto(votes, data, from, samples);
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += surprise(votes[j]! / samples);
    return sum;
  });
}
