import { labelsOfText } from '../../../task/judgement.ts';
import type { ExchangeRow, Fields } from '../exchangeRow.ts';
import type { Survey } from '../format.ts';
import { accountOf, carriedIn, contextFields, secondsOf } from './around.ts';
import { question, valuesOf } from './results.ts';

/** Fields of an annotation, in the order in which Label Studio writes them. */
export const ofAnnotation = [
  'annotator',
  'annotation_id',
  'created_at',
  'updated_at',
  'lead_time',
  'agreement',
  'history',
] as const;

/** An annotation with its task. Label Studio has no field for skips there, so they are carried. */
export function flatRow(row: ExchangeRow, number: number, survey: Survey): Fields {
  const { id, text, context, judgement, annotator, at, skipped } = row;
  const seconds = secondsOf(row);
  const carried = {
    ...(skipped && { skipped }),
    // An e-mail address is not read back from the column.
    ...(annotator?.includes('@') && { annotator }),
    ...carriedIn(row, survey, [seconds !== undefined && 'elapsedMs']),
  };
  const label = labelIn(row);
  return {
    text,
    ...contextFields(context, ofAnnotation),
    ...(Object.keys(carried).length > 0 && { marginalia: carried }),
    ...(id !== undefined && { id }),
    ...(label !== undefined && { [question]: label }),
    annotator: accountOf(annotator) ?? annotator ?? null,
    annotation_id: judgement || skipped ? number : null,
    created_at: at === undefined ? null : new Date(at).toISOString(),
    lead_time: seconds ?? null,
  };
}

/** The columns of a CSV or TSV export of Label Studio, in order. */
export function flatColumns({ context }: Survey): readonly string[] {
  const others = Object.keys(
    contextFields(Object.fromEntries(context.map((name) => [name, ''])), ofAnnotation),
  );
  const own = ['annotator', 'annotation_id', 'created_at', 'lead_time', 'marginalia'];
  return ['id', 'text', ...others, question, ...own];
}

/** A single label is written as is, unless it could be mistaken for JSON. */
function labelIn(row: ExchangeRow): unknown {
  const labels = labelsOfText(row.judgement);
  const [label] = labels;
  if (labels.length === 1 && !/^\s*[[{]/.test(label!)) return label;
  const values = valuesOf(row);
  if (values.length === 0) return undefined;
  return labels.length > 0 ? values[0] : values;
}
