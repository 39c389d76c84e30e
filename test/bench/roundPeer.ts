import { benchRecords, peer } from './measure.ts';
import type { ScoreBenchResult } from './score.ts';

const peerName = 'scikit-learn, refitted from scratch as modAL does';

/**
 * Measures the same rounds in scikit-learn: fit, predict_proba of 100,000 records, margins, the best 20.
 * @param rounds results of `benchScore` with names beginning with "round of"; others pass through
 */
export async function withRoundPeers(
  results: readonly ScoreBenchResult[],
): Promise<ScoreBenchResult[]> {
  const labelled = results.flatMap(({ name }) => labelsOf(name) ?? []);
  if (labelled.length === 0) return [...results];
  const [n, d, c] = [100_000, 384, 4];
  const { x, y } = benchRecords(n, d, c);
  const times = await peer('round', { n, d, labelled, k: 20, runs: 5 }, { x: x.data, y });
  return results.map((result) => {
    const milliseconds = times?.[String(labelsOf(result.name))];
    if (milliseconds === undefined) return result;
    return {
      ...result,
      peer: { name: peerName, milliseconds },
      timesFaster: milliseconds / result.milliseconds,
    };
  });
}

/** The number of labels in "round of 20 on 100000, 200 labels". */
function labelsOf(name: string): number | undefined {
  const labels = /^round of .*, (\d+) labels$/.exec(name)?.[1];
  return labels === undefined ? undefined : Number(labels);
}
