import { message } from '../../core/messages/messages.ts';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import type { EngineApi, WorkOptions } from '../../core/engine/engineApi.ts';
import { storedForm, type PoolSpec, type StoredForm } from '../../core/pool/poolSpec.ts';
import type { QuotedRows } from '../../core/pool/delimitedRows.ts';
import type { ByteSource } from '../../core/pool/byteSource.ts';
import { openPool, type Pool } from '../../core/pool/openPool.ts';
import { rematch } from '../../core/pool/rematch.ts';
import type { RowArrays } from '../../core/pool/rowList.ts';
import type { PoolRecord, RecordId } from '../../core/record.ts';
import { Rng } from '../../core/rng.ts';
import type {
  ImportedLabel,
  OpenPoolParams,
  PoolSummary,
  Rematch,
  StoredIdentity,
} from '../../core/engine/poolApi.ts';
import type { JudgedLabels, LabelProbability, Prediction } from '../../core/engine/modelApi.ts';
import type { FoundLabel, FoundLabels } from '../../core/pool/labelValue.ts';

export interface PoolServiceOptions {
  readonly quotedRows: QuotedRows;
  readonly openSource: (
    file: StoredForm & {
      readonly location: string;
      /** Path in problem reports. */
      readonly path: string;
      readonly cacheFolder: string;
      readonly signal?: AbortSignal;
    },
  ) => Promise<ByteSource>;
}

/** Maximum number of problems sent to the host; the count includes all. */
const maxProblemsSent = 500;

/** The pool's text, indexed once and read on demand. */
export class PoolService {
  readonly #options: PoolServiceOptions;
  #pool: Pool | undefined;
  /** The project's label set if records may have several labels; else empty. */
  #labels: readonly string[] = [];
  /** Increases with every opening, to invalidate what was derived from an earlier pool. */
  generation = 0;

  constructor(options: PoolServiceOptions) {
    this.#options = options;
  }

  /** @throws UserError before a pool has been opened. */
  get pool(): Pool {
    if (!this.#pool) throw new UserError(message('engine.poolNotOpen', {}));
    return this.#pool;
  }

  async open(params: OpenPoolParams, { signal, onProgress }: WorkOptions): Promise<PoolSummary> {
    const previous = this.#pool;
    this.#pool = undefined;
    await previous?.close();
    const { pool: spec } = params;
    this.#labels = spec.multiLabel?.labels ?? [];
    const sources = await openSources(spec, params, this.#options.openSource, signal);
    const pool = await openPool(spec, sources, {
      quotedRows: this.#options.quotedRows,
      // Large pools can be read and labelled during indexing.
      onFirst: (first) => (this.#pool = first),
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
    });
    this.#pool = pool;
    this.generation++;
    const { idBytes } = pool.index;
    const all = pool.filtered.size === 0 ? [idBytes] : [idBytes, pool.filtered.idBytes];
    return {
      size: pool.index.size,
      rowsRead: pool.index.rowsRead,
      problems: pool.problems.kept.slice(0, maxProblemsSent),
      problemCount: pool.problems.total,
      accounting: pool.accounting,
      labelsPassed: pool.labels.passed,
      fingerprint: digestOf([idBytes]),
      wholeFingerprint: digestOf(all),
    };
  }

  read({ ids }: { ids: RecordId[] }): Promise<PoolRecord[]> {
    return this.pool.read(this.rowsOf(ids));
  }

  /** @throws UserError during indexing: later rows may have the same texts. */
  everyRowOf(ids: readonly RecordId[]): RowArrays {
    const { index, complete } = this.pool;
    if (!complete) throw new UserError(message('engine.poolStillRead', {}));
    return index.rowsOf(this.rowsOf(ids));
  }

  /** Rows of the given records that the pool still holds, in the order of `ids`. */
  rowsOf(ids: readonly RecordId[]): number[] {
    const { index } = this.pool;
    return ids.flatMap((id) => index.rowOf(id) ?? []);
  }

  /** Rows outside the excluded records, ascending. */
  candidates(exclude: readonly RecordId[]): Int32Array {
    const { size } = this.pool.index;
    const isExcluded = new Uint8Array(size);
    for (const row of this.rowsOf(exclude)) isExcluded[row] = 1;
    let count = 0;
    const rows = new Int32Array(size);
    for (let row = 0; row < size; row++) if (isExcluded[row] === 0) rows[count++] = row;
    return rows.subarray(0, count);
  }

  sample({ count, exclude, seed }: Parameters<EngineApi['sample']>[0]): RecordId[] {
    const candidates = this.candidates(exclude);
    const chosen = new Rng(seed).sample(candidates.length, count);
    return Array.from(chosen, (position) => this.pool.index.id(candidates[position]!));
  }

  /** Number of pool rows with each record's text; 0 if the pool does not hold it. */
  multiplicities({ ids }: { ids: RecordId[] }): number[] {
    const { index } = this.pool;
    return ids.map((id) => {
      const row = index.rowOf(id);
      return row === undefined ? 0 : index.multiplicity(row);
    });
  }

  importedLabels(): ImportedLabel[] {
    const { index, labels } = this.pool;
    const imported: ImportedLabel[] = [];
    for (let row = 0; row < index.size; row++) {
      const found = labels.foundOf(row);
      if (found === undefined) continue;
      const answer = 'label' in found ? found : this.#judged(found);
      imported.push({ id: index.id(row), rows: labels.rowsOf(row), ...answer });
    }
    for (const { row, found } of labels.conflicts) {
      const record = { id: index.id(row), rows: labels.rowsOf(row) };
      const names = found.flatMap((answer) => ('label' in answer ? [answer.label] : []));
      const sets = found.flatMap((answer) => ('label' in answer ? [] : [this.#judged(answer)]));
      if (sets.length > 0) imported.push({ ...record, ...sets[0]!, conflicts: sets });
      else imported.push({ ...record, label: names[0]!, conflicts: names });
    }
    return imported;
  }

  /** Labels of these records from the label column, as suggestions; none if its rows disagree. */
  columnLabels(ids: readonly RecordId[]): Prediction[] {
    const { index, labels } = this.pool;
    return this.rowsOf(ids).flatMap((row) => {
      const found = labels.foundOf(row);
      return found === undefined
        ? []
        : [{ id: index.id(row), probabilities: this.#certainPredictions(found) }];
    });
  }

  #certainPredictions(found: FoundLabel): LabelProbability[] {
    if ('label' in found) return [{ label: found.label, p: 1 }];
    const { yes, no } = this.#judged(found);
    return [
      ...yes.map((label) => ({ label, p: 1, applies: true })),
      ...no.map((label) => ({ label, p: 0, applies: false })),
    ];
  }

  /** Replaces `others` by the names of all other labels. */
  #judged({ yes, no }: FoundLabels): JudgedLabels {
    if (no !== 'others') return { yes, no };
    return { yes, no: this.#labels.filter((label) => !yes.includes(label)) };
  }

  rematch({ stored }: { stored: StoredIdentity[] }): Rematch {
    return rematch(stored, this.pool.index);
  }
}

/**
 * Opens the files of a pool.
 * @param cacheDir for copies of files that are not plain UTF-8
 * @throws UserError if one is missing or cannot be read; CancelledError
 */
export async function openSources(
  { files }: Pick<PoolSpec, 'files'>,
  { folder, cacheDir }: Pick<OpenPoolParams, 'folder' | 'cacheDir'>,
  openSource: PoolServiceOptions['openSource'],
  signal: AbortSignal | undefined,
): Promise<ByteSource[]> {
  const sources: ByteSource[] = [];
  try {
    for (const { path, format } of files) {
      throwIfAborted(signal);
      sources.push(
        await openSource({
          location: resolve(folder, path),
          path,
          ...storedForm(format),
          cacheFolder: cacheDir,
          ...(signal ? { signal } : {}),
        }),
      );
    }
    return sources;
  } catch (error) {
    await Promise.all(sources.map((source) => source.close()));
    throw error;
  }
}

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 32);
}
