import { labelsThat, sameSet } from '../../task/judgement.ts';
import type { ExchangeRow } from './exchangeRow.ts';
import type { Format, RowProblem, Survey } from './format.ts';
import type { Loss } from './loss.ts';

/** Problems that are told with their lines; the others are counted. */
const problemsKept = 20;

/** What became of the rows of a file. */
export class Tally {
  /** Rows that could be read. */
  rows = 0;
  /** Of those: with a judgement, skipped, and with neither. */
  answers = 0;
  skipped = 0;
  unlabelled = 0;
  spans = 0;
  /** Answers of no label that cannot be said with a single one. */
  rejected = 0;
  /** Spans whose edges were moved outward, because they stood within a character. */
  moved = 0;
  /** Tags that went on with a span that was not there. */
  mended = 0;
  /** Rows, or answers of them, that could not be taken. */
  refused = 0;
  /** Answers that name a label, or spans that carry it. */
  readonly labels = new Map<string, number>();
  readonly problems: RowProblem[] = [];
  readonly lost = new Map<Loss, number>();

  refuse(problem: RowProblem): void {
    this.refused++;
    if (this.problems.length < problemsKept) this.problems.push(problem);
  }

  take({ judgement, skipped }: ExchangeRow): void {
    this.rows++;
    if (judgement) this.answers++;
    else if (skipped) this.skipped++;
    else this.unlabelled++;
    if (judgement?.task === 'single') this.#count(judgement.label);
    if (judgement?.task === 'multi')
      for (const label of labelsThat(true, judgement)) this.#count(label);
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

/** Passes rows on to a format, and counts what it has no place for. */
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

/** Whether a row says something that a format which lacks it cannot say. */
function has(row: ExchangeRow, loss: Loss, { labels }: Survey): boolean {
  const { judgement } = row;
  switch (loss) {
    case 'id':
    case 'skipped':
    case 'flagged':
    case 'note':
    case 'annotator':
    case 'context':
    case 'origin':
      return row[loss] !== undefined;
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
      // Counted where they are seen.
      return false;
  }
}
