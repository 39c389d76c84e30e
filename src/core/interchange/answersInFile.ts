import type { LabelTask } from '../acquisition/acquisition.ts';
import { UserError } from '../errors.ts';
import type { Message } from '../messages/message.ts';
import { message, paramsOf } from '../messages/messages.ts';
import { textOf } from '../pool/fields.ts';
import { fewestLabels } from '../projectFile/projectFile.ts';
import { recordIdOf, type RecordId } from '../record.ts';
import type { Task } from '../task/judgement.ts';
import type { ImportCounts } from './answersPlan.ts';
import type { ExchangeRow } from './formats/exchangeRow.ts';
import { isProblem, type OpenFile, type ReadableFormat, type ReadItem } from './formats/format.ts';
import {
  judgedRows,
  readOptionsOf,
  surveyRows,
  type ReadingRules,
  type SurveyResult,
} from './formats/survey.ts';
import { Tally } from './formats/tally.ts';
import { emptyProject, planAnswers } from './planAnswers.ts';

/** What the user states about a file's labels because the file does not; lists without labels count as `unlabelled` by default. */
export interface AnswerRules extends Partial<Omit<ReadingRules, 'names' | 'task' | 'unit'>> {
  /** Names of labels by their spelling in the file. */
  readonly names?: Readonly<Record<string, string>>;
}

/** Labelled texts as another tool wrote them, before a project has them. */
export interface AnswersInFile {
  /** Its format, the same name in every language. */
  readonly title: string;
  /** The ways to import its answers, the detected one first. */
  readonly readings: readonly AnswersReading[];
  /** Numbers in place of labels, which need names first. */
  readonly unnamed?: readonly string[];
  /** Why there is no reading. */
  readonly problem?: Message;
  /** Its guessed encoding, if its bytes allow others. */
  readonly guessed?: string;
}

/** A file's answers, read for one task. */
export interface AnswersReading {
  readonly task: LabelTask;
  /** All labels that the file lists, in order. */
  readonly labels: readonly string[];
  /** Whether these labels suffice for a project. */
  readonly isEnough: boolean;
  /** Records that get an answer, that are skipped, and with answers that differ. */
  readonly answers: number;
  readonly skipped: number;
  readonly conflicts: number;
  /** Readable rows, and those without an answer. */
  readonly rows: number;
  readonly unlabelled: number;
  /** Rows with a rejection, which a single label cannot express. */
  readonly rejected: number;
  /** Rows, or answers in them, that are left out; `unread`: whole rows. */
  readonly refused: number;
  readonly unread: number;
  readonly problems: Tally['problems'];
  /** Fields of its rows beside the text that can be shown on one line. */
  readonly context: readonly string[];
  readonly hasIds: boolean;
}

/** Names in a file, one of which the user must choose. */
export interface NameChoice {
  readonly of: 'question' | 'textField' | 'labelField';
  readonly names: readonly string[];
}

/** The names in a problem of a reader; undefined for other problems. */
export function nameChoiceOf(problem: Message | undefined): NameChoice | undefined {
  const questions = paramsOf(problem, 'interchange.whichQuestion')?.questions;
  if (questions) return { of: 'question', names: questions };
  const fields = paramsOf(problem, 'interchange.whichText')?.fields;
  if (fields) return { of: 'textField', names: fields };
  const labels = paramsOf(problem, 'interchange.whichLabel')?.fields;
  return labels && { of: 'labelField', names: labels };
}

/** The rules for a reader, from those of the user. */
export function readingRules(
  { names = {}, rejectAs, empty = 'unlabelled', ...named }: AnswerRules,
  task: Task | undefined,
): ReadingRules {
  return {
    names: new Map(Object.entries(names)),
    empty,
    ...(task && { task }),
    ...(rejectAs !== undefined && { rejectAs }),
    ...named,
  };
}

/**
 * Surveys the labels and answers of a whole file, once for each task that they may belong to.
 * @throws CancelledError
 */
export async function surveyAnswers(
  { title, read, isGuess }: Pick<ReadableFormat, 'title' | 'read' | 'isGuess'>,
  file: OpenFile,
  rules: AnswerRules,
): Promise<AnswersInFile> {
  if (isGuess) return { title, readings: [], problem: message('interchange.predictions', {}) };
  let texts = new Texts();
  const survey = async (task?: Task): Promise<SurveyResult | Message> => {
    texts = new Texts();
    try {
      const given = readingRules(rules, task);
      return await surveyRows(texts.of(read(file, readOptionsOf(given))), given);
    } catch (error) {
      if (error instanceof UserError) return error.problem;
      throw error;
    }
  };
  const found = await survey();
  const ids = 'code' in found ? paramsOf(found, 'interchange.labelIds')?.ids : undefined;
  if (ids) return { title, readings: [], unnamed: ids };
  // Some rows have one label and others a list, or spans besides: only the user knows which is meant.
  const mixed =
    'code' in found &&
    (paramsOf(found, 'interchange.mixedLabels') ?? paramsOf(found, 'interchange.bothTasks')) !==
      undefined;
  const surveyed = mixed ? await survey('multi') : found;
  if ('code' in surveyed) return { title, readings: [], problem: surveyed };
  if (surveyed.task === 'spans') {
    return { title, readings: [], problem: message('interchange.spansNotYet', {}) };
  }
  const tasks: readonly LabelTask[] =
    surveyed.task === 'single' ? ['single', 'multi'] : ['multi', 'single'];
  const readings: AnswersReading[] = [];
  for (const task of tasks) {
    const labels = labelsFor(task, surveyed, rules);
    const tally = new Tally();
    const survey = { ...surveyed, task, labels };
    const given = readingRules(rules, task);
    const rows = judgedRows(read(file, readOptionsOf(given)), survey, given, tally);
    const alone = new UniqueRows(texts);
    const { counts } = await planAnswers(
      alone.others(rows),
      { task, labels, ...emptyProject },
      { tally, request: { as: 'annotations', replace: false }, signal: file.signal },
    );
    const context = surveyed.context.filter((name) => !alone.nested.has(name));
    readings.push(readingOf({ ...survey, task, context }, counts, alone, tally));
  }
  const [first, ...others] = readings;
  const useful = others.filter(
    ({ answers, conflicts, rejected }) => answers + conflicts + rejected > 0,
  );
  const all = [first!, ...useful];
  const [several, single] = all;
  // If every list has one label, so has every record.
  const isSingle = mixed && single !== undefined && single.answers === several!.answers;
  return { title, readings: isSingle ? all.toReversed() : all };
}

function labelsFor(
  task: LabelTask,
  { labels }: Pick<SurveyResult, 'labels'>,
  { rejectAs }: AnswerRules,
): readonly string[] {
  return task === 'multi' || rejectAs === undefined || labels.includes(rejectAs)
    ? labels
    : [...labels, rejectAs];
}

/** Finds the texts that occur in more than one row of a file. */
class Texts {
  readonly #seen = new Set<RecordId>();
  readonly #repeated = new Set<RecordId>();

  async *of(items: AsyncIterable<ReadItem>): AsyncGenerator<ReadItem> {
    for await (const item of items) {
      if (!isProblem(item)) {
        const id = recordIdOf(item.text);
        if (this.#seen.has(id)) this.#repeated.add(id);
        else this.#seen.add(id);
      }
      yield item;
    }
  }

  isRepeated(text: string): boolean {
    return this.#repeated.size > 0 && this.#repeated.has(recordIdOf(text));
  }
}

/** Counts rows with a unique text: each is a record of its own and needs no planning. */
class UniqueRows {
  answers = 0;
  skipped = 0;
  unlabelled = 0;
  /** Context fields of any row that cannot be shown on one line. */
  readonly nested = new Set<string>();
  readonly #texts: Texts;

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  async *others(rows: AsyncIterable<ExchangeRow>): AsyncGenerator<ExchangeRow> {
    for await (const row of rows) {
      const { text, context = {}, judgement, skipped, flagged, note } = row;
      for (const [name, value] of Object.entries(context)) {
        if (value !== null && textOf(value) === undefined) this.nested.add(name);
      }
      if (this.#texts.isRepeated(text)) yield row;
      else if (judgement) this.answers++;
      else if (skipped) this.skipped++;
      else if (!flagged && note === undefined) this.unlabelled++;
    }
  }
}

function readingOf(
  { task, labels, context, fields }: SurveyResult & { readonly task: LabelTask },
  { answers, skipped, conflicts, unlabelled, rejected, refused }: ImportCounts,
  alone: UniqueRows,
  { rows, unread, problems }: Tally,
): AnswersReading {
  return {
    task,
    labels,
    isEnough: labels.length >= fewestLabels[task],
    answers: answers - skipped + alone.answers,
    skipped: skipped + alone.skipped,
    conflicts,
    rows,
    unlabelled: unlabelled + alone.unlabelled,
    rejected,
    refused,
    unread,
    problems,
    context,
    hasIds: fields.has('id'),
  };
}
