import type { SampledProbabilities } from '../heads/head.ts';

/**
 * One score a record out of its K × c block of probabilities.
 * @param score given the whole data and where the record's block begins
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

/** The mean over the samples of one record, written into `mean` (c). */
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

/** How many samples vote for each class, written into `votes` (c); the first of equals gets the vote. */
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
    let best = 0;
    for (let j = 1; j < c; j++) if (data[at + j]! > data[at + best]!) best = j;
    votes[best]!++;
  }
  return votes;
}
