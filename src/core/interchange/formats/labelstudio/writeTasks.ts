import type { Task } from '../../../task/judgement.ts';
import { isAnswer, recordsOf } from '../answers/settle.ts';
import { suggestionIn, type Suggestion } from '../answers/suggestion.ts';
import type { CarriedFields } from '../carried.ts';
import type { ExchangeRow } from '../exchangeRow.ts';
import type { Survey } from '../format.ts';
import { accountOf, carriedIn, contextFields, secondsOf } from './around.ts';
import { resultsOf, suggestedValues, valuesOf } from './results.ts';

/** A list of tasks, one per line, that Label Studio imports with their annotations. */
export async function* writeTasks(
  rows: AsyncIterable<ExchangeRow>,
  survey: Survey,
): AsyncGenerator<string> {
  let apart = 0;
  // A record's annotations can share a task if none of them has values to store beside it.
  const alone = (row: ExchangeRow): unknown => {
    const carried = carriedOf(row, survey);
    const { annotator, at, not, nothing, of } = carried;
    const own = [annotator, at, not, nothing, of].some((value) => value !== undefined);
    return [carried, predictionsOf(row, survey.task), own ? ++apart : undefined];
  };
  let number = 0;
  for await (const group of recordsOf(rows, alone)) {
    number++;
    yield `${number === 1 ? '[' : ','}\n${JSON.stringify(taskOf(number, group, survey))}`;
  }
  yield number === 0 ? '[]\n' : '\n]\n';
}

function taskOf(id: number, group: readonly ExchangeRow[], survey: Survey): object {
  const [row] = group as readonly [ExchangeRow];
  const carried = carriedOf(row, survey);
  const predictions = predictionsOf(row, survey.task);
  return {
    id,
    data: {
      text: row.text,
      id: row.id ?? null,
      ...contextFields(row.context, []),
      ...(Object.keys(carried).length > 0 && { marginalia: carried }),
    },
    annotations: group.filter(isAnswer).map((item) => annotationOf(item, survey.task)),
    ...(predictions && { predictions }),
  };
}

function annotationOf(row: ExchangeRow, task: Task): object {
  const { annotator, at, skipped } = row;
  const account = accountOf(annotator);
  const seconds = secondsOf(row);
  return {
    ...(account !== undefined && { completed_by: account }),
    result: resultsOf(valuesOf(row), task),
    was_cancelled: skipped === true,
    // By default, Label Studio imports annotations as ground truth.
    ground_truth: false,
    ...(at !== undefined && { created_at: new Date(at).toISOString() }),
    ...(seconds !== undefined && { lead_time: seconds }),
  };
}

/**
 * The data carried beside the text. Label Studio sets the time itself on import, and rejects
 * annotators that are not its accounts.
 */
function carriedOf(row: ExchangeRow, survey: Survey): CarriedFields {
  const { annotator, at } = row;
  const answered = isAnswer(row);
  const isOtherAccount = answered && accountOf(annotator) !== undefined;
  const carried = carriedIn(row, survey, [
    predictionsOf(row, survey.task) !== undefined && 'suggestion',
    answered && secondsOf(row) !== undefined && 'elapsedMs',
  ]);
  return {
    ...(annotator !== undefined && !isOtherAccount && { annotator }),
    ...(at !== undefined && !isOtherAccount && { at: new Date(at).toISOString() }),
    ...carried,
  };
}

/** Undefined if predictions cannot express the whole suggestion. */
function predictionsOf({ origin }: ExchangeRow, task: Task): readonly object[] | undefined {
  const given = origin?.['suggestion'];
  const list = Array.isArray(given) ? (given as readonly unknown[]) : [given];
  if (given === undefined || (Array.isArray(given) && given.length < 2)) return undefined;
  const suggestions = list.map((item) => suggestionIn(item, task));
  if (!suggestions.every((suggestion) => suggestion !== undefined)) return undefined;
  return suggestions.every(isReadAgain)
    ? suggestions.map((suggestion) => predictionOf(suggestion, task))
    : undefined;
}

/** A list of one label would be read as a label, and an empty one as no suggestion. */
function isReadAgain({ labels, spans, probability }: Suggestion): boolean {
  if (typeof probability === 'object') return false;
  return labels === undefined ? spans?.length !== 0 : labels.length > 1;
}

function predictionOf(suggestion: Suggestion, task: Task): object {
  const { probability, model } = suggestion;
  return {
    result: resultsOf(suggestedValues(suggestion), task),
    ...(probability !== undefined && { score: probability }),
    ...(model !== undefined && { model_version: model }),
  };
}
