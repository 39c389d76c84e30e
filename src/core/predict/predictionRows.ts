import { csvRow } from '../interchange/csv.ts';
import type { ParquetColumn, ParquetTable } from '../interchange/parquetTable.ts';
import { roundProbability, decider, type Decision } from './decide.ts';
import type { Predictor } from './predictor.ts';

/** One row of a pool or file with its predictions. */
export interface PredictedRow {
  /** The row's own id, or the record's if it has none. */
  readonly id: string;
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
  /** Whether rows have `known`. */
  readonly ofProject: boolean;
  /** Whether to write the texts. */
  readonly texts: boolean;
  /** See `decider`. */
  readonly threshold?: number;
}

export const predictionFormats = ['jsonl', 'csv', 'parquet'] as const;
export type PredictionFormat = (typeof predictionFormats)[number];

/** Called with the decision on each row. */
type OnRow = (row: PredictedRow, decision: Decision) => void;

/** The lines of a file of predictions, a few rows at a time. */
export async function* predictionLines(
  rows: AsyncIterable<readonly PredictedRow[]>,
  format: Exclude<PredictionFormat, 'parquet'>,
  columns: PredictionColumns,
  onRow: OnRow,
): AsyncGenerator<string> {
  const decide = decider(columns, columns.threshold);
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

/** As `predictionLines`, as a table with typed columns: labels are ClassLabels. */
export function predictionTable(
  rows: AsyncIterable<readonly PredictedRow[]>,
  columns: PredictionColumns,
  onRow: OnRow,
): ParquetTable {
  const decide = decider(columns, columns.threshold);
  const probabilities = columns.labels.map(probabilityColumn);
  async function* each(): AsyncGenerator<Readonly<Record<string, unknown>>> {
    for await (const some of rows) {
      for (const row of some) {
        const { id, text, known } = row;
        const decision = decide(row.probabilities);
        onRow(row, decision);
        const { task: _, ...decided } =
          decision.task === 'multi' ? decision : { ...decision, p: roundProbability(decision.p) };
        yield {
          id,
          text,
          ...decided,
          is_labelled: known?.isLabelled,
          holdout: known?.isHeldOut,
          ...Object.fromEntries(
            probabilities.map((name, j) => [name, roundProbability(row.probabilities[j]!)]),
          ),
        };
      }
    }
  }
  return { columns: tableColumns(columns), rows: each() };
}

function tableColumns({ task, labels, texts, ofProject }: PredictionColumns): ParquetColumn[] {
  const label = { type: 'label', names: labels } as const;
  const double = (name: string): ParquetColumn => ({ name, type: 'double' });
  return [
    { name: 'id', type: 'string' },
    ...(texts ? [{ name: 'text', type: 'string' } as const] : []),
    ...(task === 'single'
      ? [{ name: 'label', ...label }, double('p')]
      : [{ name: 'labels', ...label, list: true }]),
    ...(ofProject
      ? [
          { name: 'is_labelled', type: 'boolean' } as const,
          { name: 'holdout', type: 'boolean' } as const,
        ]
      : []),
    ...labels.map((name) => double(probabilityColumn(name))),
  ];
}

type LineOf = (row: PredictedRow, decision: Decision) => string;

/** Builds the JSON by hand: `JSON.stringify` would put keys that are numbers first. */
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

function written(p: number): string {
  return String(roundProbability(p));
}
