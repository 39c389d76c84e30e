import type { SampledProbabilities } from '../heads/head.ts';
import { overRecords } from './overSamples.ts';

/** Mean over the classes of the population variance over the samples. @returns n scores in [0, 1/4] */
export function variance(beliefs: SampledProbabilities): Float32Array {
  return overRecords(beliefs, (data, from) => meanOverClasses(beliefs, data, from, (v) => v));
}

/** Mean over the classes of the standard deviation over the samples (Kendall et al. 2015). */
export function meanStandardDeviation(beliefs: SampledProbabilities): Float32Array {
  return overRecords(beliefs, (data, from) => meanOverClasses(beliefs, data, from, Math.sqrt));
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
    // Two passes: the difference of squares cancels to below zero when samples agree.
    let squares = 0;
    for (let k = 0, at = from + j; k < samples; k++, at += classes)
      squares += (data[at]! - mean) ** 2;
    total += of(squares / samples);
  }
  return classes > 0 ? total / classes : 0;
}
