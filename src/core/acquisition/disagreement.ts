import { meanOverSamples, type SampledProbabilities } from '../heads/head.ts';
import { meanInto, overRecords, votesInto } from './overSamples.ts';
import { entropy, surprise } from './uncertainty.ts';

/**
 * BALD, H(mean p) − mean H(p): the mutual information between the answer and the head (Houlsby et
 * al. 2011; Gal et al. 2017). @returns n scores in [0, ln c]
 */
export function bald(sampled: SampledProbabilities): Float32Array {
  const { samples, classes } = sampled;
  const mean = new Float64Array(classes);
  return overRecords(sampled, (data, from) => {
    meanInto(mean, data, from, samples);
    let total = 0;
    for (let j = 0; j < classes; j++) total += surprise(mean[j]!);
    let own = 0;
    for (let at = from, end = from + samples * classes; at < end; at++) own += surprise(data[at]!);
    // Rounding can push identical heads slightly below zero.
    return Math.max(0, total - own / samples);
  });
}

/** Entropy of the committee's mean (McCallum & Nigam 1998). @returns n scores in [0, ln c] */
export function consensusEntropy(sampled: SampledProbabilities): Float32Array {
  return entropy(meanOverSamples(sampled));
}

/** Largest Kullback–Leibler divergence of a member from the committee's mean. @returns n scores ≥ 0 */
export function maxDisagreement(sampled: SampledProbabilities): Float32Array {
  const { samples, classes } = sampled;
  const mean = new Float64Array(classes);
  return overRecords(sampled, (data, from) => {
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

/** Mean over the classes of the population variance over the samples. @returns n scores in [0, 1/4] */
export function variance(sampled: SampledProbabilities): Float32Array {
  return overRecords(sampled, (data, from) => meanOverClasses(sampled, data, from, (v) => v));
}

/** Mean over the classes of the standard deviation over the samples (Kendall et al. 2015). */
export function meanStandardDeviation(sampled: SampledProbabilities): Float32Array {
  return overRecords(sampled, (data, from) => meanOverClasses(sampled, data, from, Math.sqrt));
}

function meanOverClasses(
  { samples, classes }: SampledProbabilities,
  data: Float32Array,
  from: number,
  of: (variance: number) => number,
): number {
  let total = 0;
  for (let j = 0; j < classes; j++) {
    let mean = 0;
    for (let k = 0, at = from + j; k < samples; k++, at += classes) mean += data[at]!;
    mean /= samples;
    // Two passes: the difference of squares can cancel to a negative number if samples agree.
    let squares = 0;
    for (let k = 0, at = from + j; k < samples; k++, at += classes)
      squares += (data[at]! - mean) ** 2;
    total += of(squares / samples);
  }
  return classes > 0 ? total / classes : 0;
}

/**
 * 1 − the share of samples that vote for the modal class (Freeman 1965). @returns n scores in [0,
 * 1)
 */
export function variationRatios(sampled: SampledProbabilities): Float32Array {
  const { samples, classes } = sampled;
  const votes = new Float64Array(classes);
  return overRecords(sampled, (data, from) => {
    votesInto(votes, data, from, samples);
    let maxVotes = 0;
    for (let j = 0; j < classes; j++) if (votes[j]! > maxVotes) maxVotes = votes[j]!;
    return 1 - maxVotes / samples;
  });
}

/** Entropy of the members' votes (Dagan & Engelson 1995). @returns n scores in [0, ln min(K, c)] */
export function voteEntropy(sampled: SampledProbabilities): Float32Array {
  const { samples, classes } = sampled;
  const votes = new Float64Array(classes);
  return overRecords(sampled, (data, from) => {
    votesInto(votes, data, from, samples);
    let sum = 0;
    for (let j = 0; j < classes; j++) sum += surprise(votes[j]! / samples);
    return sum;
  });
}
