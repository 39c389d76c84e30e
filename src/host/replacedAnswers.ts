import type { AnswersPlan } from '../core/interchange/answersPlan.ts';
import type { RecordId } from '../core/record.ts';
import type { Store } from '../core/store/store.ts';
import { labelsOf } from '../core/store/labelsOf.ts';
import type { ProjectPool } from './projectPool.ts';

/** An answer that an import replaces. */
export interface ReplacedAnswer {
  /** The row's id; if the pool does not have the record, the beginning of the record id. */
  readonly id?: string;
  /** The beginning of its text. */
  readonly text?: string;
  readonly labels: readonly string[];
  readonly isSkip: boolean;
  readonly annotator: string;
  readonly at: number;
}

/** The answers that a plan replaces. @param texts the beginnings of their records' texts */
export function replacedAnswers(
  { replaced }: AnswersPlan,
  store: Store,
  texts: ReadonlyMap<RecordId, string>,
): ReplacedAnswer[] {
  return replaced.flatMap((recordId) => {
    const answer = store.answer(recordId);
    if (!answer) return [];
    const { sourceId, annotator, at, kind } = answer;
    const text = texts.get(recordId);
    const id = sourceId ?? (text === undefined ? recordId : undefined);
    return [
      {
        ...(id !== undefined && { id }),
        ...(text !== undefined && { text }),
        labels: labelsOf(answer),
        isSkip: kind === 'skip',
        annotator,
        at,
      },
    ];
  });
}

/** Characters of a text shown to identify its record. */
const maxLength = 60;

/** The beginnings of records' texts, by record. */
export async function textBeginnings(
  ids: readonly RecordId[],
  { engine }: Pick<ProjectPool, 'engine'>,
): Promise<Map<RecordId, string>> {
  const records = ids.length === 0 ? [] : await engine.read({ ids: [...ids] });
  return new Map(records.map(({ id, text }) => [id, truncate(text)]));
}

function truncate(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const begin = line.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
  return begin.length < line.length ? `${begin}…` : begin;
}
