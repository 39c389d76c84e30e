import { meanOverSamples, type SampledProbabilities } from '../heads/head.ts';
import { entropy } from './uncertainty.ts';

/** Entropy of the committee's mean (McCallum & Nigam 1998). @returns n scores in [0, ln c] */
export function consensusEntropy(beliefs: SampledProbabilities): Float32Array {
  return entropy(meanOverSamples(beliefs));
}
