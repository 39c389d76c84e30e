import { message } from '../../messages/messages.ts';
import { isDamaged } from '../../pool/damagedTexts.ts';
import {
  inTextOrder,
  labelsOfText,
  labelsThat,
  sameSet,
  type Judgement,
} from '../../task/judgement.ts';
import type { ExchangeRow } from './exchangeRow.ts';
import type { Format, RowProblem, Survey } from './format.ts';
import type { Loss } from './loss.ts';
import { isHoldout } from './holdoutSplit.ts';

/** Maximum number of problems reported with their lines; the others are counted. */
const problemsKept = 20;
/** Maximum number of answers to one record named in a message. */
const answersNamed = 5;

/** Counts of a file's rows by outcome. */
export class Tally {
  /** Readable rows. */
  rows = 0;
  /** Readable rows with a judgement, skipped, and with neither. */
  answers = 0;
  skipped = 0;
  unlabelled = 0;
  spans = 0;
  /** "No label" answers that a single label cannot express. */
  rejected = 0;
  /** Spans whose edges were moved outward because they split a character. */
  moved = 0;
  /** Tags that continued a non-existent span. */
  mended = 0;
  /** Rows that belong to the other part of the split. */
  apart = 0;
  /** Rows, or answers in them, that were refused; `unread`: whole rows. */
  refused = 0;
  unread = 0;
  /** Readable rows with characters that the encoding does not have. */
  damaged = 0;
  /** Number of answers with a label, or of spans with it. */
  readonly labels = new Map<string, number>();
  readonly problems: RowProblem[] = [];
  /** Answers left out because another one to the same record repeats or replaces them. */
  repeated = 0;
  /** Records with answers that differ; each of these answers is a row. */
  conflicts = 0;
  readonly disagreements: RowProblem[] = [];
  readonly lost = new Map<Loss, number>();
  /** Of several files read as one: the one that is being read, and `refused` of each. */
  source: string | undefined;
  readonly refusedIn = new Map<string, number>();

  refuse(problem: RowProblem): void {
    const { source } = this;
    this.refused++;
    if (source !== undefined) this.refusedIn.set(source, (this.refusedIn.get(source) ?? 0) + 1);
    if (this.problems.length >= problemsKept) return;
    this.problems.push(source === undefined ? problem : { ...problem, source });
  }

  /** @param answers at least two, to one record */
  disagree(answers: readonly ExchangeRow[]): void {
    this.conflicts++;
    if (this.disagreements.length >= problemsKept) return;
    const problem = message('interchange.answersDiffer', {
      more: Math.max(0, answers.length - answersNamed),
      answers: answers.slice(0, answersNamed).map(({ annotator, judgement }) => ({
        ...(annotator !== undefined && { annotator }),
        ...(judgement && { labels: labelsIn(judgement) }),
      })),
    });
    this.disagreements.push({ line: answers[0]!.line, problem });
  }

  take({ text, judgement, skipped }: ExchangeRow): void {
    this.rows++;
    if (isDamaged(text)) this.damaged++;
    if (judgement) this.answers++;
    else if (skipped) this.skipped++;
    else this.unlabelled++;
    for (const label of labelsOfText(judgement)) this.#count(label);
    if (judgement?.task !== 'spans') return;
    this.spans += judgement.spans.length;
    for (const { label } of judgement.spans) this.#count(label);
  }

  #count(label: string): void {
    this.labels.set(label, (this.labels.get(label) ?? 0) + 1);
  }

  readonly lose = (loss: Loss, count = 1): void => {
    if (count > 0) this.lost.set(loss, (this.lost.get(loss) ?? 0) + count);
  };
}

/** Passes rows to a format and counts what it cannot store. */
export async function* countingLosses(
  rows: AsyncIterable<ExchangeRow>,
  { lacks }: Pick<Format, 'lacks'>,
  survey: Survey,
  tally: Pick<Tally, 'lose'>,
): AsyncGenerator<ExchangeRow> {
  for await (const row of rows) {
    for (const loss of lacks) if (has(row, loss, survey)) tally.lose(loss);
    yield row;
  }
}

/** Whether a row contains something that a format with this loss cannot express. */
function has(row: ExchangeRow, loss: Loss, { labels }: Survey): boolean {
  const { judgement } = row;
  switch (loss) {
    case 'id':
    case 'skipped':
    case 'flagged':
    case 'note':
    case 'annotator':
    case 'context':
      return row[loss] !== undefined;
    case 'origin':
      return Object.keys(row.origin ?? {}).some((name) => name !== 'holdout');
    case 'holdout':
      return isHoldout(row);
    case 'time':
      return row.at !== undefined;
    case 'noAnswer':
      return judgement === undefined && row.skipped === undefined;
    case 'unjudged':
      return (
        (judgement?.task === 'multi' && labels.some((label) => !judgement.labels.has(label))) ||
        (judgement?.task === 'spans' && !sameSet(judgement.of, labels))
      );
    case 'none':
      return judgement?.task === 'multi' && labelsThat(true, judgement).length === 0;
    case 'unusedLabel':
    case 'overlap':
    case 'adjacent':
    case 'spanBlanks':
    case 'whiteSpace':
    case 'labelNames':
    case 'reservedWord':
    case 'repeatedText':
      // Counted where they occur.
      return false;
  }
}

function labelsIn(judgement: Judgement): string[] {
  if (judgement.task !== 'spans') return labelsOfText(judgement);
  return inTextOrder(judgement.spans).map(({ label, text }) => `${label} “${text}”`);
}
