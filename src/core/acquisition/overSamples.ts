import type { SampledProbabilities } from '../heads/head.ts';
import { argMax } from '../math/argMax.ts';

/**
 * One score per record from its K × c block of probabilities.
 * @param score receives the whole data and the offset of the record's block
 */
export function overRecords(
  sampled: SampledProbabilities,
  score: (data: Float32Array, from: number) => number,
): Float32Array {
  const { rows, samples, classes, data } = sampled;
  const scores = new Float32Array(rows);
  const block = samples * classes;
  for (let i = 0; i < rows; i++) scores[i] = score(data, i * block);
  return scores;
}

/** Writes one record's mean over the samples to `mean` (c). */
export function meanInto(
  mean: Float64Array,
  data: Float32Array,
  from: number,
  samples: number,
): Float64Array {
  const c = mean.length;
  mean.fill(0);
  for (let k = 0, at = from; k < samples; k++) for (let j = 0; j < c; j++) mean[j]! += data[at++]!;
  for (let j = 0; j < c; j++) mean[j]! /= samples;
  return mean;
}

/**
 * Writes the number of samples that vote for each class to `votes` (c); ties go to the first class.
 */
export function votesInto(
  votes: Float64Array,
  data: Float32Array,
  from: number,
  samples: number,
): Float64Array {
  const c = votes.length;
  votes.fill(0);
  for (let k = 0; k < samples; k++) {
    const at = from + k * c;
    votes[argMax(data, at, at + c) - at]!++;
  }
  return votes;
}
