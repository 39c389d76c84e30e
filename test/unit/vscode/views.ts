import { english } from '../../harness/english.ts';
import { changed, type Changes } from '../../changed.ts';
// Learner views and projects for the tests of this folder.
import type { LearnerView } from '../../../src/core/loop/learnerView.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import type { ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import type { PoolRecord } from '../../../src/core/record.ts';
import { emptyView } from '../../../src/vscode/project/emptyView.ts';
import type { HoldoutMetrics } from '../../../src/core/metrics/holdoutMetrics.ts';
import type { AskedRecord } from '../../../src/core/loop/queue/askedRecord.ts';

export function projectOf(changes: object = {}): ProjectFile {
  const { project, problems } = parseProjectFile(
    JSON.stringify({
      pool: 'reviews.jsonl',
      text: 'text',
      context: ['lang', 'channel'],
      labels: ['Refund', { name: 'Delivery', key: 'd', description: 'Parcels' }, 'Other'],
      ...changes,
    }),
  );
  if (!project) throw new Error(problems.map(({ message }) => english(message)).join(' '));
  return project;
}

export function recordOf(changes: Partial<PoolRecord> = {}): PoolRecord {
  return {
    id: 'a'.repeat(32),
    text: 'Where is my parcel?',
    line: 7,
    file: 'data/reviews.jsonl',
    multiplicity: 1,
    context: { channel: 'email', lang: 'en', unwanted: 'x' },
    ...changes,
  };
}

export function askedOf(changes: Partial<AskedRecord> = {}): AskedRecord {
  return {
    record: recordOf(),
    ask: { kind: 'query', reason: { kind: 'margin', value: 0.031, between: ['Refund', 'Other'] } },
    blind: false,
    prediction: { id: 'a'.repeat(32), probabilities: [{ label: 'Refund', p: 0.5 }] },
    flagged: false,
    ...changes,
  };
}

export function viewOf(changes: Changes<LearnerView> = {}): LearnerView {
  const base = { ...emptyView({ kind: 'asking' }), pool: { size: 10_000, rowsRead: 10_100 } };
  return changed<LearnerView>(base, changes);
}

/** Metrics of a round with this macro-F1 and fixed other numbers, with intervals of ± .04. */
export function metricsOf(macroF1: number | null): HoldoutMetrics {
  const measured =
    macroF1 === null
      ? ({ value: null, reason: 'oneClass' } as const)
      : { value: macroF1, low: macroF1 - 0.04, high: macroF1 + 0.04, approximate: true };
  return {
    n: 100,
    unanswered: 100,
    effectiveN: 100,
    accuracy: { value: 0.9, low: 0.82, high: 0.94, approximate: false },
    macroF1: measured,
    rocAuc: measured,
    logLoss: 0.3,
    perClass: [],
    confusion: { classes: 0, weights: new Float64Array(), records: new Int32Array() },
    calibration: null,
  };
}

export function roundOf(round: number, metrics?: HoldoutMetrics) {
  return {
    round,
    at: 0,
    labels: 20 * round,
    query: { strategy: 'margin' },
    c: 10,
    kernel: 'typescript',
    ...(metrics ? { metrics } : {}),
  };
}
