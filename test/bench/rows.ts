import type { EmbedBenchResult } from './embed.ts';
import type { FitBenchResult } from './fit.ts';
import type { PanelBenchResult } from './panel.ts';
import type { PoolBenchResult } from './pool.ts';
import type { ScoreBenchResult } from './score.ts';

/** One measurement, with that of a peer on the same work in the same run. */
export interface BenchRow {
  readonly part: string;
  readonly name: string;
  /** Median of the runs. */
  readonly value: number;
  readonly unit: 'records/s' | 'ms';
  /** 95th percentile, if there are enough runs. */
  readonly p95?: number;
  readonly peer?: { readonly name: string; readonly value: number };
  /** Speed relative to the peer. */
  readonly timesFaster?: number;
  readonly note?: string;
  /**
   * Load average of the last minute when the part began; results are unreliable far above the number of
   * cores.
   */
  readonly load?: number;
}

export function poolRows(results: readonly PoolBenchResult[]): BenchRow[] {
  const yardstick = results.find(({ name }) => name.startsWith('split and parse'));
  return results.map((result): BenchRow => {
    const { name, recordsPerSecond, firstRecordMilliseconds, megabytes } = result;
    const notes = [
      firstRecordMilliseconds !== undefined &&
        `first record after ${firstRecordMilliseconds.toFixed(0)} ms`,
      megabytes !== undefined && `${megabytes.toFixed(0)} MB`,
    ].filter(Boolean);
    const row = {
      part: 'pool',
      name,
      value: recordsPerSecond,
      unit: 'records/s',
      ...(notes.length > 0 && { note: notes.join(', ') }),
    } as const;
    if (!yardstick || result.timesSplitAndParse === undefined) return row;
    return {
      ...row,
      peer: { name: yardstick.name, value: yardstick.recordsPerSecond },
      timesFaster: 1 / result.timesSplitAndParse,
    };
  });
}

export function embedRows(result: EmbedBenchResult): BenchRow[] {
  const { name, records, microsecondsPerRecord, peer, timesFaster } = result;
  return [
    {
      part: 'embed',
      name: `${name}, fitted on and applied to ${records} texts`,
      value: Math.round(1e6 / microsecondsPerRecord),
      unit: 'records/s',
      ...(peer && {
        peer: { name: peer.name, value: Math.round(1e6 / peer.microsecondsPerRecord) },
        timesFaster,
      }),
      note:
        `fit ${result.fitMilliseconds.toFixed(0)} ms, embed ${result.embedMilliseconds.toFixed(0)} ms, ` +
        `longest slice ${result.longestSliceMilliseconds.toFixed(0)} ms`,
    },
  ];
}

export function fitRows(results: readonly FitBenchResult[]): BenchRow[] {
  return results.flatMap((result): BenchRow[] => {
    const { name, kernel, peer, timesFaster, warmIterations, unpreparedIterations } = result;
    const iterations = `${warmIterations} iterations (${unpreparedIterations} unprepared)`;
    const row = (what: string, value: number, note?: string): BenchRow => ({
      part: 'fit',
      name: `${what} ${name}, ${kernel}`,
      value,
      unit: 'ms',
      ...(note !== undefined && { note }),
    });
    const share = `${Math.round(100 * result.warmShareOfCold)} % of cold`;
    return [
      {
        ...row('cold', result.coldMilliseconds, `${result.coldIterations} iterations`),
        ...(peer && { peer: { name: peer.name, value: peer.coldMilliseconds }, timesFaster }),
      },
      row('warm', result.warmMilliseconds, `${iterations}, ${share}`),
      row(
        'preparing warm refits of',
        result.prepareMilliseconds,
        'once in a while, behind the work',
      ),
      row('C by cross-validation,', result.chooseCMilliseconds),
    ];
  });
}

export function scoreRows(results: readonly ScoreBenchResult[]): BenchRow[] {
  return results.map(({ name, milliseconds, p95Milliseconds, peer, timesFaster }) => ({
    part: 'score',
    name,
    value: milliseconds,
    unit: 'ms',
    p95: p95Milliseconds,
    ...(peer && { peer: { name: peer.name, value: peer.milliseconds }, timesFaster }),
  }));
}

export function panelRows(results: readonly PanelBenchResult[]): BenchRow[] {
  return results.map(({ name, keys, median, p95, worst, unchanged, refits }) => ({
    part: 'panel',
    name: `key to the next record painted, 100,000 records, ${name}`,
    value: median,
    unit: 'ms',
    p95,
    note:
      `${keys} keys, worst ${worst.toFixed(0)} ms, ${unchanged} not in the first frame, ` +
      `${refits} refits meanwhile`,
  }));
}
