import { HumanError } from '../errors.ts';
import type { OnProgress } from '../progress.ts';
import type { PoolRecord } from '../record.ts';
import type { ByteSource } from './byteSource.ts';
import type { QuotedRows } from './delimitedRows.ts';
import { ImportedLabels } from './importedLabels.ts';
import { PoolFile, type FoundRow } from './poolFile.ts';
import { PoolIndex } from './poolIndex.ts';
import type { PoolProblem, PoolSpec } from './poolSpec.ts';
import { ProblemList } from './problemList.ts';
import { readRecords, readTexts } from './readRows.ts';

/** The records of a project's files. The texts stay in the files and are read on demand. */
export interface Pool {
  readonly index: PoolIndex;
  readonly problems: ProblemList;
  /** The values of the label field. */
  readonly labels: ImportedLabels;
  /** Rows left out by the filter. */
  readonly filteredOut: number;
  /** False while it is still being indexed. */
  readonly complete: boolean;
  /** The records of these rows, in their order. @throws HumanError if a file has changed. */
  read(rows: ArrayLike<number>): Promise<PoolRecord[]>;
  /** The texts of rows from … to − 1, in blocks that follow the files. @throws HumanError if a file has changed. */
  texts(from: number, to: number): Promise<string[]>;
  /** Closes the files. */
  close(): Promise<void>;
}

export interface OpenPoolOptions {
  readonly quotedRows: QuotedRows;
  readonly signal?: AbortSignal;
  /** Steps are bytes. */
  readonly onProgress?: OnProgress;
  /** Called once, as soon as there are records: the pool can be read from then on, and grows. */
  readonly onFirst?: (pool: Pool) => void;
  /** Problems kept; all are counted. Default 1,000. */
  readonly problemLimit?: number;
}

/**
 * Indexes the files of a pool, one after the other.
 * @param sources one for each of `spec.files`; the pool closes them, also when this fails.
 * @throws HumanError if a file is unreadable or lacks the text fields, or there is no text at all;
 * CancelledError.
 */
export async function openPool(
  spec: PoolSpec,
  sources: readonly ByteSource[],
  options: OpenPoolOptions,
): Promise<Pool> {
  const pool = new IndexedPool(spec, sources, options);
  try {
    await pool.build(options);
    return pool;
  } catch (error) {
    await pool.close();
    throw error;
  }
}

const DAMAGED = 'This line has bytes that are not UTF-8; they are shown as \ufffd.';

class IndexedPool implements Pool {
  readonly index = new PoolIndex();
  readonly labels = new ImportedLabels();
  readonly problems: ProblemList;
  filteredOut = 0;
  complete = false;
  readonly #spec: PoolSpec;
  readonly #files: readonly PoolFile[];

  constructor(spec: PoolSpec, sources: readonly ByteSource[], options: OpenPoolOptions) {
    if (spec.files.length !== sources.length)
      throw new RangeError('openPool: one source for each file');
    this.#spec = spec;
    this.problems = new ProblemList(options.problemLimit ?? 1000);
    this.#files = spec.files.map(
      ({ format }, i) => new PoolFile(sources[i]!, format, spec, options.quotedRows),
    );
  }

  read(rows: ArrayLike<number>): Promise<PoolRecord[]> {
    return readRecords(rows, this.#files, this.index);
  }

  texts(from: number, to: number): Promise<string[]> {
    return readTexts(from, Math.min(to, this.index.size), this.#files, this.index);
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.map((file) => file.source.close()));
  }

  async build({ signal, onProgress, onFirst }: OpenPoolOptions): Promise<void> {
    const sizes = await Promise.all(this.#files.map((file) => file.source.size()));
    const steps = sizes.reduce((sum, size) => sum + size, 0);
    let before = 0;
    let announced = false;
    let reservedAt = 0;
    for (const [at, file] of this.#files.entries()) {
      const onBlock = (bytes: number): void => {
        const records = this.index.size;
        // Estimated again while there are few, as first records may not be typical; what is too much is never touched.
        if (records > 0 && records >= 2 * reservedAt) {
          reservedAt = records < 20_000 ? records : Infinity;
          this.index.reserve(Math.min(2 ** 24, Math.ceil((records * steps) / (before + bytes))));
        }
        onProgress?.({ what: `Indexing ${file.source.path}`, step: before + bytes, steps });
        if (announced || this.index.size === 0) return;
        announced = true;
        onFirst?.(this);
      };
      await file.index((found) => this.#add(found, at, file), onBlock, signal);
      this.#reportMissing(file);
      before += sizes[at]!;
    }
    if (this.index.size === 0) throw this.#noText();
    this.complete = true;
  }

  #add(found: FoundRow, at: number, file: PoolFile): void {
    const { row, line, fault } = found;
    if (fault !== undefined) return this.#report(file, line, 'error', fault.message, fault.column);
    const fields = file.fields!;
    const misfit = file.misfit(row);
    if (misfit && !misfit.usable) {
      const advice = 'Enclose a field in quotes if the delimiter is part of it.';
      return this.#report(file, line, 'error', `${misfit.message} ${advice}`);
    }
    if (!fields.passes(row)) {
      this.filteredOut++;
      return;
    }
    const text = fields.text(row);
    if (typeof text !== 'string') return this.#report(file, line, 'error', text.fault);
    if (misfit) this.#report(file, line, 'warning', misfit.message);
    if (found.damaged) this.#report(file, line, 'warning', DAMAGED);
    const record = this.index.add(text, at, found);
    this.#addSourceId(fields.sourceId(row), record, file, line);
    this.#addLabel(fields.label(row), record, file, line);
  }

  #addSourceId(sourceId: string | undefined, record: number, file: PoolFile, line: number): void {
    if (sourceId === undefined) return;
    const other = this.index.addSourceId(sourceId, record);
    if (other === undefined) return;
    const message = `The id "${sourceId}" already stands for another text, on line ${this.index.line(other)}.`;
    this.#report(file, line, 'warning', message);
  }

  #addLabel(label: string | undefined, record: number, file: PoolFile, line: number): void {
    if (label === undefined) return;
    const other = this.labels.add(record, label);
    if (other === undefined) return;
    const first = `it is first on line ${this.index.line(record)}`;
    const message = `This text has the label "${label}" here and "${other}" elsewhere; ${first}.`;
    this.#report(file, line, 'warning', message);
  }

  #report(
    file: PoolFile,
    line: number,
    severity: PoolProblem['severity'],
    message: string,
    column?: number,
  ): void {
    const problem = { file: file.source.path, line, message, severity };
    this.problems.add(column === undefined ? problem : { ...problem, column });
  }

  #reportMissing(file: PoolFile): void {
    const problem = { file: file.source.path, line: 1, severity: 'warning' } as const;
    if (file.rows === 0) {
      this.problems.add({ ...problem, message: 'This file has no rows that can be used.' });
      return;
    }
    for (const name of file.fields!.missing) {
      this.problems.add({ ...problem, message: `No row has "${name}". ${file.whatExists}` });
    }
  }

  #noText(): HumanError {
    const names = this.#files.map((file) => file.source.path).join(', ');
    const fields = this.#spec.textFields.map((name) => `"${name}"`).join(' or ');
    if (this.filteredOut > 0) {
      return new HumanError(
        `No row of ${names} passes the filter (${this.filteredOut} were left out). Correct "filter".`,
      );
    }
    const [problem] = this.problems.kept.filter(({ severity }) => severity === 'error');
    const why = problem ? ` Line ${problem.line}: ${problem.message}` : '';
    return new HumanError(`There is no text to label in ${names} (${fields}).${why}`);
  }
}
