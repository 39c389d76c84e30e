import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import type { ByteSource } from './byteSource.ts';
import type { QuotedRows } from './delimitedRows.ts';
import type { Getter } from './fields.ts';
import type { FoundLabel } from './labelValue.ts';
import { ImportedLabels } from './importedLabels.ts';
import { PoolFile, type SkippedLine, type FoundRow } from './poolFile.ts';
import type { PoolIndex } from './poolIndex.ts';
import type { PoolAccounting, PoolProblem, PoolProblemCode, PoolSpec } from './poolSpec.ts';
import { ProblemList } from './problemList.ts';
import type { RowFields } from './rowFields.ts';

export interface ScanOptions {
  readonly quotedRows: QuotedRows;
  readonly signal?: AbortSignal;
  /** In bytes. */
  readonly onProgress?: OnProgress;
  /** Called for every readable row, with or without a text. */
  readonly onRow?: (row: unknown, getterOf: (name: string) => Getter, source?: string) => void;
  /** Maximum number of problems kept; all are counted. Default 1,000. */
  readonly problemLimit?: number;
}

/** Receives the rows of a pool that have a text, and numbers their records. */
export type RowIndex = Pick<
  PoolIndex,
  'size' | 'rowsRead' | 'reserve' | 'add' | 'line' | 'addSourceId' | 'addRoundedId'
>;

/** Warnings reported once per file, at the first row affected. */
const sharedMessages = {
  'not-utf-8': 'rows.notUtf8',
  'not-a-number': 'rows.notNumbers',
  'stray-quote': 'rows.strayQuotes',
  'byte-order-mark': 'rows.byteOrderMarks',
} as const;

/** Reads the files of a pool once, one after the other, and accounts for every row. */
export class PoolScan<
  Index extends RowIndex,
  Filtered extends Pick<RowIndex, 'add'> = Pick<RowIndex, 'add'>,
> {
  readonly index: Index;
  readonly filtered: Filtered;
  readonly labels = new ImportedLabels();
  readonly problems: ProblemList;
  complete = false;
  missingValues = 0;
  readonly files: readonly PoolFile[];
  #filteredOut = 0;
  #withoutText = 0;
  #problemRows = 0;
  #rowsSeen = 0;
  readonly #spec: PoolSpec;
  readonly #onRow: ScanOptions['onRow'];

  /**
   * @param sources one for each of `spec.files`
   * @param index receives the rows of the pool
   * @param filtered receives the rows that the filter excludes
   */
  constructor(
    spec: PoolSpec,
    sources: readonly ByteSource[],
    { onRow, problemLimit = 1000, quotedRows }: ScanOptions,
    index: Index,
    filtered: Filtered,
  ) {
    if (spec.files.length !== sources.length)
      throw new RangeError('PoolScan: one source for each file');
    this.index = index;
    this.filtered = filtered;
    this.#spec = spec;
    this.#onRow = onRow;
    this.problems = new ProblemList(problemLimit);
    this.files = spec.files.map(
      ({ format }, i) => new PoolFile(sources[i]!, format, spec, quotedRows),
    );
  }

  get accounting(): PoolAccounting {
    const { size: records, rowsRead } = this.index;
    const [withoutText, problemRows] = [this.#withoutText, this.#problemRows];
    const filteredOut = this.#filteredOut;
    const all = rowsRead + withoutText + problemRows + filteredOut;
    const merged = rowsRead - records;
    return { rows: all, records, merged, withoutText, problemRows, filteredOut };
  }

  async close(): Promise<void> {
    await Promise.all(this.files.map((file) => file.source.close()));
  }

  /**
   * @param onFirst called once, with the first records
   * @throws UserError if a file is unreadable or lacks the text fields, or if there is no text at all
   * @throws CancelledError
   */
  async build({ signal, onProgress }: ScanOptions, onFirst?: () => void): Promise<void> {
    const sizes = await Promise.all(this.files.map((file) => file.source.size()));
    const steps = sizes.reduce((sum, size) => sum + size, 0);
    let before = 0;
    let announced = false;
    let reservedAt = 0;
    for (const [at, file] of this.files.entries()) {
      const onBlock = (bytes: number): void => {
        const records = this.index.size;
        // Re-estimated while the count is low, as the first records may not be typical; an
        // overestimate costs nothing because unused memory is never touched.
        if (records > 0 && records >= 2 * reservedAt) {
          reservedAt = records < 20_000 ? records : Infinity;
          this.index.reserve(Math.min(2 ** 24, Math.ceil((records * steps) / (before + bytes))));
        }
        onProgress?.({
          what: message('progress.indexing', { path: file.source.path }),
          step: before + bytes,
          steps,
        });
        if (announced || this.index.size === 0) return;
        announced = true;
        onFirst?.();
      };
      await file.index(
        (found) => this.#add(found, at, file),
        (line) => this.#reportSkippedLine(line, file),
        onBlock,
        signal,
      );
      this.#reportMissing(file);
      before += sizes[at]!;
    }
    if (this.index.size === 0) throw this.#noText();
    this.complete = true;
  }

  #add(found: FoundRow, at: number, file: PoolFile): void {
    const ordinal = this.#rowsSeen++;
    const { row, line, note, source } = found;
    if (note !== undefined) {
      if (note.fault) {
        this.#problemRows++;
        const { code, message: reason, column } = note.fault;
        return this.#report(file, line, 'error', code, reason, column);
      }
      this.missingValues += note.missing ?? 0;
      if (note.damaged) this.#share('not-utf-8', line, file);
      if (note.notNumbers) this.#share('not-a-number', line, file);
      if (note.stray) this.#share('stray-quote', line, file);
      if (note.mark) this.#share('byte-order-mark', line, file);
    }
    const fields = file.fields!;
    const misfit = file.misfit(row);
    if (misfit && !misfit.usable) {
      this.#problemRows++;
      return this.#report(file, line, 'error', 'too-many-fields', misfit.message);
    }
    this.#onRow?.(row, file.getterOf, source);
    if (!fields.passes(row, source)) {
      this.#filteredOut++;
      this.#passLabel('filteredOut', found, fields);
      const text = fields.text(row, source);
      if (typeof text === 'string') this.filtered.add(text, at, found, ordinal);
      return;
    }
    const text = fields.text(row, source);
    if (typeof text !== 'string') {
      this.#withoutText++;
      this.#passLabel('withoutText', found, fields);
      return this.#report(file, line, 'error', 'no-text', text.fault);
    }
    if (misfit) this.#report(file, line, 'warning', 'too-few-fields', misfit.message);
    const record = this.index.add(text, at, found, ordinal, this.#spec.apart);
    const id = this.#spec.findById === false ? undefined : fields.id(row, source);
    if (id !== undefined) {
      this.#addSourceId(id.id, record, file, line);
      if (id.rounded !== undefined) this.index.addRoundedId(id.rounded, record);
    }
    const label = fields.label(row, source);
    if (label === undefined) return;
    if (!('notTaken' in label)) return this.#addLabel(label, record, file, line);
    this.labels.pass(label.notTaken);
    if (label.name === undefined) return;
    const { separator = '' } = this.#spec.multiLabel ?? {};
    const reason = message('row.labelSeparator', { label: label.name, separator });
    this.#report(file, line, 'warning', 'label-separator', reason);
  }

  #passLabel(
    why: 'filteredOut' | 'withoutText',
    { row, source }: FoundRow,
    fields: RowFields,
  ): void {
    if (fields.label(row, source) !== undefined) this.labels.pass(why);
  }

  #share(code: keyof typeof sharedMessages, line: number, file: PoolFile): void {
    const shared = sharedMessages[code];
    this.problems.share({
      file: file.source.path,
      line,
      code,
      message: (rows) => message(shared, { rows }),
    });
  }

  #reportSkippedLine({ line, code, message: reason }: SkippedLine, file: PoolFile): void {
    this.#report(file, line, 'warning', code, reason);
  }

  #addSourceId(sourceId: string, record: number, file: PoolFile, line: number): void {
    const other = this.index.addSourceId(sourceId, record);
    if (other === undefined) return;
    const reason = message('row.repeatedId', { id: sourceId, line: this.index.line(other) });
    this.#report(file, line, 'warning', 'repeated-id', reason);
  }

  #addLabel(label: FoundLabel, record: number, file: PoolFile, line: number): void {
    const other = this.labels.add(record, label);
    if (other === undefined) return;
    const reason = conflictOf(label, other, this.index.line(record));
    this.#report(file, line, 'warning', 'label-conflict', reason);
  }

  #report(
    file: PoolFile,
    line: number,
    severity: PoolProblem['severity'],
    code: PoolProblemCode,
    reason: Message,
    column?: number,
  ): void {
    const problem = { file: file.source.path, line, code, message: reason, severity };
    this.problems.add(column === undefined ? problem : { ...problem, column });
  }

  #reportMissing(file: PoolFile): void {
    const problem = { file: file.source.path, line: 1, severity: 'warning' } as const;
    if (file.rows === 0) {
      this.problems.add({ ...problem, code: 'no-rows', message: message('pool.noRows', {}) });
      return;
    }
    for (const name of file.fields!.missing) {
      const reason = message('pool.missingField', { field: name, existing: file.existing });
      this.problems.add({ ...problem, code: 'missing-field', message: reason });
    }
  }

  #noText(): UserError {
    const files = this.files.map((file) => file.source.path);
    if (this.#filteredOut > 0) {
      return new UserError(message('pool.allFilteredOut', { files, rows: this.#filteredOut }));
    }
    const [problem] = this.problems.kept.filter(({ severity }) => severity === 'error');
    const first = problem && { line: problem.line, problem: problem.message };
    const fields = this.#spec.textFields;
    return new UserError(message('pool.noText', { files, fields, ...(first && { first }) }));
  }
}

/** @param first line of the record's first row */
function conflictOf(here: FoundLabel, elsewhere: FoundLabel, first: number): Message {
  if ('label' in here && 'label' in elsewhere) {
    const { label } = here;
    return message('row.labelConflict', { here: label, elsewhere: elsewhere.label, line: first });
  }
  const of = (found: FoundLabel): readonly string[] =>
    'label' in found ? [found.label] : found.yes;
  return message('row.labelsConflict', { here: of(here), elsewhere: of(elsewhere), line: first });
}
