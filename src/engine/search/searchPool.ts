import { message } from '../../core/messages/messages.ts';
import { setImmediate } from 'node:timers/promises';
import { createContext, runInContext } from 'node:vm';
import { UserError, throwIfAborted } from '../../core/errors.ts';
import type { SearchParams } from '../../core/engine/searchApi.ts';
import { argMax } from '../../core/math/argMax.ts';
import { matchesQuery, parseTextQuery } from '../../core/pool/textQuery.ts';
import type { RecordId } from '../../core/record.ts';
import type { SearchServices } from './searchServices.ts';

/** Rows read at a time. */
const blockRows = 1024;
/** Time limit of a regular expression per block, in milliseconds. */
const timeoutMs = 1000;

/** Returns which texts match. */
type Matcher = (texts: readonly string[]) => readonly boolean[];

/** @see SearchApi.search */
export async function searchPool(
  { text, among, exclude, predicted, labels }: SearchParams,
  { pool, embedding, predictions }: Pick<SearchServices, 'pool' | 'embedding' | 'predictions'>,
  signal: AbortSignal,
): Promise<RecordId[]> {
  const { index } = pool.pool;
  const excluded = new Set(exclude);
  let rows = among
    ? Int32Array.from(pool.rowsOf(among.filter((id) => !excluded.has(id))))
    : pool.candidates(exclude);
  // If models have embedded only a part of the pool, a pass over all of it would take hours.
  if (predicted && !among) rows = embedding.drawable(rows);
  if (predicted) rows = await rowsPredicted(rows, predicted, labels, predictions(labels), signal);
  if (text && text.pattern.trim() !== '') {
    const matcher = text.kind === 'words' ? wordMatcher(text.pattern) : regexMatcher(text.pattern);
    rows = await rowsMatching(
      rows,
      matcher,
      async (part) => (await pool.pool.read(part)).map(({ text: recordText }) => recordText),
      signal,
    );
  }
  return Array.from(rows, (row) => index.id(row));
}

async function rowsMatching(
  rows: Int32Array,
  matcher: Matcher,
  read: (rows: Int32Array) => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<Int32Array> {
  const found: number[] = [];
  for (let from = 0; from < rows.length; from += blockRows) {
    throwIfAborted(signal);
    const part = rows.subarray(from, from + blockRows);
    const matches = matcher(await read(part));
    part.forEach((row, i) => matches[i] && found.push(row));
    // Lets a pending cancellation arrive.
    await setImmediate();
  }
  return Int32Array.from(found);
}

/** Rows whose predicted label matches, by descending calibrated p. */
async function rowsPredicted(
  rows: Int32Array,
  { label, low, high }: NonNullable<SearchParams['predicted']>,
  labels: readonly string[],
  predictions: ReturnType<SearchServices['predictions']>,
  signal: AbortSignal,
): Promise<Int32Array> {
  if (!predictions) {
    throw new UserError(message('search.nothingTrained', {}));
  }
  const column =
    label === undefined ? undefined : predictions.head.labels.indexOf(labels.indexOf(label));
  if (column === -1) throw new UserError(message('search.labelNotLearnt', { label: label! }));
  const { data, cols } = predictions.calibrated(await predictions.probabilities(rows, signal));
  const found: { row: number; p: number }[] = [];
  rows.forEach((row, i) => {
    const probabilities = data.subarray(i * cols, (i + 1) * cols);
    const p = probabilities[column ?? argMax(probabilities)]!;
    if (p >= low && p <= high) found.push({ row, p });
  });
  found.sort((a, b) => b.p - a.p || a.row - b.row);
  return Int32Array.from(found, ({ row }) => row);
}

function wordMatcher(pattern: string): Matcher {
  const query = parseTextQuery(pattern);
  return (texts) => texts.map((text) => matchesQuery(text, query));
}

/** Runs in a separate context with a timeout: some expressions backtrack exponentially. */
function regexMatcher(pattern: string): Matcher {
  let regex: RegExp;
  try {
    regex = new RegExp(pattern, 'iu');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(message('search.badRegex', { reason }));
  }
  const context = createContext({ regex, texts: [] as readonly string[] });
  return (texts) => {
    context['texts'] = texts;
    try {
      return [
        ...(runInContext('texts.map((text) => regex.test(text))', context, {
          timeout: timeoutMs,
        }) as boolean[]),
      ];
    } catch {
      throw new UserError(message('search.slowRegex', {}));
    }
  };
}
