import type { WorkOptions } from '../../core/engine/engineApi.ts';
import type {
  MultiSuspects,
  SingleSuspects,
  Suspects,
  SuspectsParams,
} from '../../core/engine/evaluationApi.ts';
import { crossFit, crossFitOneVsRest } from '../../core/heads/crossFit.ts';
import { countIndicators, UNKNOWN, YES, type Indicators } from '../../core/heads/indicators.ts';
import { calibrated } from '../../core/heads/temperature.ts';
import { ALWAYS_TRAINED } from '../../core/heads/stratifiedFolds.ts';
import { matrix } from '../../core/math/matrix.ts';
import { findContradictions } from '../../core/quality/contradictions.ts';
import { findLabelErrors, NOT_LEARNT } from '../../core/quality/labelErrors.ts';
import { findLabelSetErrors, type DoubtedLabel } from '../../core/quality/labelSetErrors.ts';
import type { RecordId } from '../../core/record.ts';
import { Rng } from '../../core/rng.ts';
import { labelPriorOf } from '../model/labelPriors.ts';
import { trainingRows } from '../model/trainingRows.ts';
import type { EvaluationServices } from './evaluationServices.ts';

/**
 * Minimum number of annotations: with fewer, confident learning's thresholds average too few
 * values.
 */
const minForSuspects = 30;
/** Maximum number of texts compared after each round. */
const maxForContradictions = 2000;
const folds = 5;

/**
 * Annotations that may be wrong: those doubted by confident learning on cross-fitted probabilities,
 * and recent ones contradicted by a nearly identical text.
 * @throws CancelledError
 */
export async function findSuspects(
  params: SuspectsParams,
  services: EvaluationServices,
  { signal }: WorkOptions,
): Promise<Suspects> {
  const { training, labels: names, c, prior, classWeight, seed, limit, temperature } = params;
  const { pool, embedding, ops } = services;
  const { rows, answers } = trainingRows(training, names, pool.pool.index);
  const ids = rows.map((row) => pool.pool.index.id(row));
  const fitInputs = async () => ({
    x: await embedding.current.embeddings.take(Int32Array.from(rows)),
    options: {
      rng: new Rng(seed).fork('label errors'),
      folds,
      classWeight,
      prior: await labelPriorOf(prior, embedding, signal),
      signal,
    },
  });
  if (!('length' in answers)) {
    const none = { task: 'multi' as const, additions: [], omissions: [], contradictions: [] };
    const { yes, no } = countIndicators(answers);
    if (rows.length < minForSuspects || !yes.some((count, label) => count > 0 && no[label]! > 0)) {
      return none;
    }
    const { x, options } = await fitInputs();
    const fit = await crossFitOneVsRest(x, answers, c, ops, options);
    const { probabilities, labels: columns } = fit;
    const errors = findLabelSetErrors({ probabilities, columns, folds: fit.folds, given: answers });
    const topSuspects = (list: readonly DoubtedLabel[]): MultiSuspects['additions'] =>
      list.slice(0, limit).map(({ row, label, p }) => {
        const { data } = calibrated(matrix(1, 1, Float32Array.of(p)), temperature, true);
        return { id: ids[row]!, label: names[label]!, p: data[0]! };
      });
    const { codes, whole } = setCodes(answers);
    const contradictions = await contradictionsAmong(
      { ids: whole.map((i) => ids[i]!), rows: whole.map((i) => rows[i]!), codes },
      services,
      limit,
    );
    const [additions, omissions] = [topSuspects(errors.additions), topSuspects(errors.omissions)];
    return { ...none, additions, omissions, contradictions };
  }
  if (rows.length < minForSuspects || new Set(answers).size < 2) {
    return { task: 'single', unlikely: [], contradictions: [] };
  }
  const { x, options } = await fitInputs();
  const [fit] = await crossFit(x, answers, [c], ops, options);
  const { probabilities, labels: columns } = fit!;
  const columnOf = new Map(Array.from(columns, (label, column) => [label, column]));
  const { suspects } = findLabelErrors(
    probabilities,
    // A record whose label is unique was in no fold, so no head predicts it.
    Int32Array.from(answers, (label, i) =>
      fit!.folds[i]! === ALWAYS_TRAINED ? NOT_LEARNT : columnOf.get(label)!,
    ),
  );
  const shown = calibrated(probabilities, temperature, false);
  const unlikely = suspects.slice(0, limit).map(({ row, likely }) => ({
    id: ids[row]!,
    label: names[answers[row]!]!,
    likely: names[columns[likely]!]!,
    p: shown.data[row * shown.cols + likely]!,
  }));
  const contradictions = await contradictionsAmong({ ids, rows, codes: answers }, services, limit);
  return { task: 'single', unlikely, contradictions };
}

interface CodedAnswers {
  readonly ids: readonly RecordId[];
  readonly rows: readonly number[];
  /** Equal for equal answers. */
  readonly codes: Int32Array;
}

/** Nearly identical texts among the latest answers whose answers differ. */
async function contradictionsAmong(
  { ids, rows, codes }: CodedAnswers,
  { pool }: EvaluationServices,
  limit: number,
): Promise<SingleSuspects['contradictions']> {
  const first = Math.max(0, rows.length - maxForContradictions);
  const latest = await pool.pool.read(rows.slice(first));
  const texts = latest.map(({ text }) => text);
  return findContradictions(texts, codes.subarray(first))
    .slice(0, limit)
    .map(({ first: a, second: b, similarity }) => ({
      id: ids[first + a]!,
      other: ids[first + b]!,
      similarity,
    }));
}

/**
 * Codes the label sets of the records for which every label was judged; equal sets share a code.
 */
function setCodes({ rows, labels, data }: Indicators): { codes: Int32Array; whole: number[] } {
  const codeByKey = new Map<string, number>();
  const whole = Array.from({ length: rows }, (_, i) => i).filter(
    (i) => !data.subarray(i * labels, (i + 1) * labels).includes(UNKNOWN),
  );
  const codes = Int32Array.from(whole, (i) => {
    const set = data.subarray(i * labels, (i + 1) * labels);
    const key = Array.from(set.keys())
      .filter((label) => set[label] === YES)
      .join(' ');
    if (!codeByKey.has(key)) codeByKey.set(key, codeByKey.size);
    return codeByKey.get(key)!;
  });
  return { codes, whole };
}
