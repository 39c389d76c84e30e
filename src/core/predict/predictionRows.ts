import { csvRow } from '../interchange/csv.ts';
import type { RecordId } from '../record.ts';
import { decider, type Decision } from './decide.ts';
import type { Predictor } from './predictor.ts';

/** One row of a pool or file with its predictions. */
export interface PredictedRow {
  /** The row's own id, or the record's if it has none. */
  readonly id: string | RecordId;
  readonly text: string;
  /** One for each label of the predictor. */
  readonly probabilities: Float32Array;
  /** Absent if there is no project. */
  readonly known?: {
    readonly isLabelled: boolean;
    readonly isHeldOut: boolean;
  };
}

export interface PredictionColumns extends Pick<Predictor, 'task' | 'labels' | 'thresholds'> {
  /** Whether `known` is there. */
  readonly ofProject: boolean;
  /** Whether to write the texts. */
  readonly texts: boolean;
  /** See `decider`. */
  readonly least?: number;
}

export const predictionFormats = ['jsonl', 'csv'] as const;
export type PredictionFormat = (typeof predictionFormats)[number];

/**
 * The lines of a file of predictions, a few rows at a time.
 * @param onRow called with what was decided of each row
 */
export async function* predictionLines(
  rows: AsyncIterable<readonly PredictedRow[]>,
  format: PredictionFormat,
  columns: PredictionColumns,
  onRow: (row: PredictedRow, decision: Decision) => void,
): AsyncGenerator<string> {
  const decide = decider(columns, columns.least);
  const lineOf = format === 'csv' ? csvLine(columns) : jsonLine(columns);
  if (format === 'csv') yield csvHeader(columns);
  for await (const some of rows) {
    let lines = '';
    for (const row of some) {
      const decision = decide(row.probabilities);
      onRow(row, decision);
      lines += lineOf(row, decision);
    }
    yield lines;
  }
}

type LineOf = (row: PredictedRow, decision: Decision) => string;

/** Written by hand: as keys of an object, labels that are numbers would come first. */
function jsonLine({ labels, texts, ofProject }: PredictionColumns): LineOf {
  const keys = labels.map((label) => `${JSON.stringify(label)}:`);
  return ({ id, text, probabilities, known }, decision) => {
    const fields = [
      `"id":${JSON.stringify(id)}`,
      ...(texts ? [`"text":${JSON.stringify(text)}`] : []),
      decision.task === 'single'
        ? `"label":${JSON.stringify(decision.label)},"p":${written(decision.p)}`
        : `"labels":${JSON.stringify(decision.labels)}`,
      `"probabilities":{${keys.map((key, j) => key + written(probabilities[j]!)).join(',')}}`,
      ...(ofProject ? [`"is_labelled":${known?.isLabelled},"holdout":${known?.isHeldOut}`] : []),
    ];
    return `{${fields.join(',')}}\n`;
  };
}

/** The column with the probabilities of a label. */
function probabilityColumn(label: string): string {
  return `p_${label}`;
}

function csvHeader({ task, labels, texts, ofProject }: PredictionColumns): string {
  return csvRow([
    'id',
    ...(texts ? ['text'] : []),
    ...(task === 'single' ? ['label', 'p'] : ['labels']),
    ...(ofProject ? ['is_labelled', 'holdout'] : []),
    ...labels.map(probabilityColumn),
  ]);
}

function csvLine({ texts, ofProject }: PredictionColumns): LineOf {
  return ({ id, text, probabilities, known }, decision) =>
    csvRow([
      id,
      ...(texts ? [text] : []),
      ...(decision.task === 'single'
        ? [decision.label ?? '', written(decision.p)]
        : [JSON.stringify(decision.labels)]),
      ...(ofProject ? [String(known?.isLabelled), String(known?.isHeldOut)] : []),
      ...Array.from(probabilities, written),
    ]);
}

/** Nine digits name a float exactly, and keep the sum of many labels' probabilities. */
function written(p: number): string {
  return String(Number(p.toPrecision(9)));
}
