import { message } from '../../../messages/messages.ts';
import { objectGetter, textOf } from '../../../pool/fields.ts';
import { Annotators } from '../answers/annotators.ts';
import { questionOf, textFieldOf } from '../answers/layout.ts';
import { suggestionOf } from '../answers/suggestion.ts';
import { contextOf, objectOf } from '../carried.ts';
import type { Fields, ReadRow } from '../exchangeRow.ts';
import type { OpenFile, ReadItem, ReadOptions } from '../format.ts';
import { unreadable } from '../readFields.ts';
import { rowsOf } from '../sourceRows.ts';
import { readCarried, leadTimeOf, timeOf, type CarriedValues } from './around.ts';
import { chosenIn, fromNameOf, isOfPage, kindOf, judgementOf } from './results.ts';

/** The parts of a file to read. */
interface Layout {
  readonly text: string;
  /** `from_name` of the results. */
  readonly question: string | undefined;
}

/** The tasks of an export, with a row for each annotation. */
export async function* readTasks(file: OpenFile, options: ReadOptions): AsyncGenerator<ReadItem> {
  const layout = await layoutOf(file, options);
  const annotators = new Annotators();
  const [ownId, taskId] = [objectGetter('data.id'), objectGetter('id')];
  let record = 0;
  for await (const { value, line, note, json } of rowsOf(file)) {
    const task = objectOf(value);
    const data = dataOf(task);
    const text = data[layout.text];
    const fault = unreadable(note);
    if (fault !== undefined || typeof text !== 'string' || text.trim() === '') {
      const lone = 'result' in task && !('data' in task);
      const problem = lone
        ? message('interchange.loneTask', {})
        : message('interchange.noText', { field: layout.text });
      yield { line, problem: fault ?? problem };
      continue;
    }
    const { [layout.text]: _text, ...others } = data;
    const kept = readCarried(others);
    const number = 'id' in data && 'data' in task ? ownId(value, json) : taskId(value, json);
    const id = textOf(number) ?? kept.id;
    const base = { line, text, record: record++, ...(id ? { id } : {}) };
    yield* rowsOfTask(task, base, kept, layout, annotators);
  }
}

/** Fields of a task beside its data. */
const ofTask: readonly string[] = ['annotations', 'completions', 'predictions', 'drafts', 'meta'];

/** A task prepared for import may consist of its data alone. */
function dataOf(task: Fields): Fields {
  if ('data' in task) return objectOf(task['data']);
  return Object.fromEntries(Object.entries(task).filter(([name]) => !ofTask.includes(name)));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function annotationsOf(task: Fields): readonly unknown[] {
  return listOf(task['annotations'] ?? task['completions']);
}

/** URLs and paths of images, audio and pages. */
const media = /^(?:(?:https?|s3|gs|azure-blob):\/\/|\/data\/(?:upload|local-files)\b)\S*$/;

/** @throws UserError if several fields could be the text, or several questions the one to read */
async function layoutOf(file: OpenFile, options: ReadOptions): Promise<Layout> {
  const fields = new Set<string>();
  const questions = { text: new Set<string>(), span: new Set<string>(), graded: new Set<string>() };
  const shown = new Set<string>();
  for await (const { value, note } of rowsOf(file)) {
    if (note?.fault !== undefined) continue;
    const task = objectOf(value);
    for (const [name, field] of Object.entries(dataOf(task))) {
      const isText = typeof field === 'string' && field.trim() !== '' && !media.test(field);
      if (isText && name !== 'id') fields.add(name);
    }
    for (const answer of [...annotationsOf(task), ...listOf(task['predictions'])]) {
      for (const result of listOf(objectOf(answer)['result'])) {
        const kind = kindOf(result);
        if (kind === undefined) continue;
        questions[kind].add(fromNameOf(result));
        const name = textOf(objectOf(result)['to_name']);
        if (name !== undefined) shown.add(name);
      }
    }
  }
  const { task, question } = options;
  const kind = task === 'spans' ? 'span' : 'text';
  const labelled = new Set([...questions.text, ...questions.span]);
  const asked = task === undefined ? labelled : questions[kind];
  const first = [asked, labelled].find(({ size }) => size > 0) ?? questions.graded;
  const all = new Set([...labelled, ...questions.graded]);
  return {
    text: textFieldOf(fields, shown, options),
    question: questionOf(question === undefined ? first : all, options),
  };
}

function* rowsOfTask(
  task: Fields,
  base: ReadRow,
  { record, answer, context }: CarriedValues,
  { question }: Layout,
  annotators: Annotators,
): Generator<ReadItem> {
  const meta = objectOf(task['meta']);
  const beside = { ...context, ...(Object.keys(meta).length > 0 && { meta }) };
  const suggestion = suggestionIn(listOf(task['predictions']), question);
  const { origin: carried, ...ofRecord } = record;
  const row = (own: Partial<ReadRow>, results: Fields, leadTime: unknown): ReadRow => {
    const origin = { ...carried, ...suggestion, ...leadTimeOf(leadTime) };
    return {
      ...base,
      ...ofRecord,
      ...own,
      ...(Object.keys(origin).length > 0 && { origin }),
      ...contextOf({ ...beside, ...results }),
    };
  };
  const annotations = annotationsOf(task);
  if (annotations.length === 0) {
    const { annotator, at } = answer;
    yield row(
      { ...(annotator !== undefined && { annotator }), ...(at !== undefined && { at }) },
      {},
      undefined,
    );
  }
  // Values that Marginalia wrote beside the answer belong to the annotation that it wrote: the
  // first.
  const first = annotations.reduce<number>(
    (least, other, i) => (numberOf(other) < numberOf(annotations[least]) ? i : least),
    0,
  );
  for (const [i, value] of annotations.entries()) {
    const annotation = objectOf(value);
    const { completed_by: by, created_at: created, updated_at: updated } = annotation;
    const ours: Partial<CarriedValues['answer']> = i === first ? answer : {};
    const skipped = annotation['was_cancelled'] === true || annotation['skipped'] === true;
    const results = annotation['result'];
    if (!skipped && !Array.isArray(results)) {
      yield { line: base.line, problem: message('interchange.noResult', {}) };
      continue;
    }
    const [answers, others] = partsOf(listOf(results), question);
    if (!skipped && answers.length === 0 && others.some(isOfPage)) {
      yield { line: base.line, problem: message('interchange.spansOfPage', {}) };
      continue;
    }
    const chosen = chosenIn(answers.map((result) => objectOf(result)['value']));
    if (chosen === undefined) {
      const problem = message('interchange.unreadableField', { field: 'result' });
      yield { line: base.line, problem };
      continue;
    }
    const annotator = ours.annotator ?? annotators.nameOf(by);
    const at = ours.at ?? timeOf(created, updated);
    const truth = annotation['ground_truth'] === true ? { ground_truth: true } : {};
    yield row(
      {
        ...(annotator !== undefined && { annotator }),
        ...(at !== undefined && { at }),
        ...(skipped ? { skipped: true } : { rawJudgement: judgementOf(chosen, ours) }),
      },
      { ...otherAnswers(others, beside), ...truth },
      annotation['lead_time'],
    );
  }
}

function numberOf(annotation: unknown): number {
  const { id } = objectOf(annotation);
  return typeof id === 'number' ? id : Infinity;
}

/** Answers to the question, and to others. */
function partsOf(results: readonly unknown[], question: string | undefined) {
  const isOurs = (result: unknown): boolean =>
    kindOf(result) !== undefined && fromNameOf(result) === question;
  return [results.filter(isOurs), results.filter((result) => !isOurs(result))] as const;
}

/** Answers to other questions, by question, in the form of Label Studio's JSON-MIN. */
function otherAnswers(results: readonly unknown[], taken: Fields): Fields {
  const answers = new Map<string, unknown[]>();
  for (const result of results) {
    const { type, value } = objectOf(result);
    const name = fromNameOf(result);
    if (name === '' || value === undefined) continue;
    const free = Object.hasOwn(taken, name) ? `annotation.${name}` : name;
    const parts = Object.values(objectOf(value));
    const given: unknown = parts.length === 1 ? parts[0] : value;
    const single = Array.isArray(given) && given.length === 1 && type !== 'labels';
    const answer: unknown = single ? (given as readonly unknown[])[0] : given;
    answers.set(free, [...(answers.get(free) ?? []), answer]);
  }
  return Object.fromEntries(
    [...answers].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

/** Predictions as a suggestion, or a list of them. */
function suggestionIn(
  predictions: readonly unknown[],
  question: string | undefined,
): { readonly suggestion?: unknown } {
  const found = predictions.flatMap((prediction) => {
    const { result, score, model_version: model } = objectOf(prediction);
    const [answers] = partsOf(listOf(result), question);
    const chosen = chosenIn(answers.map((answer) => objectOf(answer)['value']));
    return (chosen && suggestionOf(chosen, score, model)) ?? [];
  });
  if (found.length === 0) return {};
  return { suggestion: found.length === 1 ? found[0] : found };
}
