import { NotYetError } from '../core/errors.ts';
import { exchangeRowOf, surveyOf } from '../core/interchange/exchangeRowOf.ts';
import { exportCsv, exportJsonl, type ExportItem } from '../core/interchange/exportRows.ts';
import { writeRows, type FileContent } from '../core/interchange/formats/convertRows.ts';
import type { ExchangeRow, Fields } from '../core/interchange/formats/exchangeRow.ts';
import type { Format } from '../core/interchange/formats/format.ts';
import { formatNamed } from '../core/interchange/formats/registry.ts';
import { Tally } from '../core/interchange/formats/tally.ts';
import { message } from '../core/messages/messages.ts';
import { holdoutIds } from '../core/store/holdoutIds.ts';
import { isLabelled } from '../core/store/isAnswered.ts';
import { labelsOf } from '../core/store/labelsOf.ts';
import type { RecordId } from '../core/record.ts';
import type { StoredAnswer } from '../core/store/store.ts';
import type { ExportOptions, ExportSummary } from '../core/interchange/exportOptions.ts';
import { answersOf, rowsOf, type ExportSource } from './exportItems.ts';

/** The content of an export, and its counts, which are complete once the content was read. */
export interface ExportContent extends FileContent {
  readonly summary: () => ExportSummary;
}

/** @throws UserError if there is nothing to write, or the format does not support the task or a label */
export function exportContent(
  options: Omit<ExportOptions, 'to'>,
  source: ExportSource,
): ExportContent {
  const { format, labels, rows: rowsOption = 'pool' } = options;
  const isMarginalia = format === 'jsonl' || format === 'csv' || format === 'spreadsheet';
  const target = isMarginalia ? undefined : formatNamed(format);
  const answers = selectAnswers(options, source, target);
  const tally = new Tally();
  let [rows, withoutText] = [0, 0];
  const isHeldOut = heldOut(source);
  const origins = importedOrigins(answers.selected, source);
  async function* items(): AsyncGenerator<ExportItem> {
    const itemsOf = rowsOption === 'answers' ? answersOf : rowsOf;
    for await (const item of itemsOf(answers.selected, isHeldOut, options, source)) {
      rows++;
      const origin = origins.get(item.answer.seq);
      yield { ...item, ...(origin && { origin }) };
    }
  }
  const { context: contextFields, task } = source.project;
  async function* exchanged(): AsyncGenerator<ExchangeRow> {
    for await (const item of items()) {
      const row = exchangeRowOf(item, rows, contextFields);
      if (row === undefined) {
        rows--;
        withoutText++;
      } else yield row;
    }
  }
  let written: FileContent;
  if (target) {
    for (const [loss, count] of answers.lost) tally.lose(loss, count);
    const { selected } = answers;
    const survey = surveyOf({
      answers: selected,
      task,
      labels,
      contextFields,
      isHeldOut,
      importedOrigins: origins.values(),
    });
    const writing = { by: 'sentence', scheme: 'bio', unit: 'codepoint' } as const;
    written = writeRows(exchanged(), { to: target, survey, writing, tally });
  } else {
    const { selected } = answers;
    const multiLabel = task === 'multi' && { labelSet: columnsOf(selected, labels) };
    const unlabelled = options.skipped === true && { unlabelled: true };
    const given = { poolFields: contextFields, ...multiLabel, ...unlabelled };
    const lines =
      format === 'jsonl'
        ? exportJsonl(items(), given)
        : exportCsv(items(), { ...given, forSpreadsheets: format === 'spreadsheet' });
    written = { lines };
  }
  return {
    ...written,
    summary: () => ({
      rows,
      answers: answers.selected.length,
      ...(options.counted && { counted: countIn(options.counted, answers.selected) }),
      losses: [...tally.lost].map(([what, count]) => ({ what, count })),
      withoutText,
    }),
  };
}

function countIn(ids: ReadonlySet<RecordId>, answers: readonly StoredAnswer[]): number {
  return answers.filter(({ recordId }) => ids.has(recordId)).length;
}

/** The origins of imported answers, as their files state them, by journal position. */
function importedOrigins(
  answers: readonly StoredAnswer[],
  { store }: Pick<ExportSource, 'store'>,
): Map<number, Fields> {
  const origins = new Map<number, Fields>();
  const imported = new Set(
    answers.flatMap(({ seq, importedFrom }) => (importedFrom === undefined ? [] : [seq])),
  );
  if (imported.size === 0) return origins;
  for (const event of store.journal()) {
    if (event.kind !== 'import' || event.origin === undefined) continue;
    if (imported.has(event.seq)) origins.set(event.seq, event.origin);
  }
  return origins;
}

interface SelectedAnswers {
  readonly selected: readonly StoredAnswer[];
  /** Answers that the format has no place for. */
  readonly lost: readonly (readonly [what: 'skipped' | 'noAnswer', count: number])[];
}

/**
 * Marginalia's formats get labelled records, and skipped ones on request; other formats get all that they can
 * hold.
 */
function selectAnswers(
  { split = 'all', only: onlyLabels = [], skipped = false }: Omit<ExportOptions, 'to'>,
  source: ExportSource,
  target: Format | undefined,
): SelectedAnswers {
  const isHeldOut = heldOut(source);
  const names = new Set(onlyLabels);
  const all = source.store
    .answers()
    .filter((answer) => names.size === 0 || labelsOf(answer).some((label) => names.has(label)))
    .filter((answer) => split === 'all' || isHeldOut(answer) === (split === 'holdout'));
  const labelled = all.filter(isExported);
  if (labelled.length === 0) {
    throw new NotYetError(
      message(split === 'holdout' ? 'export.noHoldout' : 'export.noLabels', {}),
    );
  }
  if (!target) return { selected: skipped ? all : labelled, lost: [] };
  const droppableKinds = ['skipped', 'noAnswer'] as const;
  const lost = droppableKinds.filter((kind) => target.lacks.includes(kind));
  const kindOf = (answer: StoredAnswer): (typeof droppableKinds)[number] | undefined => {
    if (isExported(answer)) return undefined;
    return answer.kind === 'skip' ? 'skipped' : 'noAnswer';
  };
  const isDropped = (answer: StoredAnswer): boolean => {
    const kind = kindOf(answer);
    return kind !== undefined && lost.includes(kind);
  };
  return {
    selected: all.filter((answer) => !isDropped(answer)),
    lost: lost.map((kind) => [kind, all.filter((answer) => kindOf(answer) === kind).length]),
  };
}

/** Includes records with only some labels judged. */
function isExported(answer: StoredAnswer): boolean {
  return isLabelled(answer) || answer.labels !== undefined;
}

/** The project's labels, then labels of answers that it no longer has. */
function columnsOf(answers: readonly StoredAnswer[], labels: readonly string[]): string[] {
  return [
    ...new Set([...labels, ...answers.flatMap((answer) => [...(answer.labels?.keys() ?? [])])]),
  ];
}

function heldOut({ store }: Pick<ExportSource, 'store'>): (answer: StoredAnswer) => boolean {
  const ids = new Set(holdoutIds(store));
  return ({ recordId }) => ids.has(recordId);
}
