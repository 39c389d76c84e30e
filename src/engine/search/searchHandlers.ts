import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';
import { explanationSpans, wordWeights } from '../../core/heads/wordWeights.ts';
import type {
  LikeParams,
  Neighbour,
  NeighboursParams,
  SearchApi,
  Explanation,
  ExplainParams,
} from '../../core/engine/searchApi.ts';
import { matrix } from '../../core/math/matrix.ts';
import { topK } from '../../core/math/topK.ts';
import type { Handlers } from '../../protocol/rpc.ts';
import { searchPool } from './searchPool.ts';
import type { SearchServices } from './searchServices.ts';

/** Rows whose similarities are computed between yields to the event loop. */
const blockRows = 8192;

/** Answers the searches of the annotation panel. */
export function searchHandlers(services: SearchServices): Handlers<SearchApi> {
  return {
    explain: (params, { signal }) => explain(params, services, signal),
    neighbours: (params) => neighbours(params, services),
    like: (params, { signal }) => like(params, services, signal),
    search: (params, { signal }) => searchPool(params, services, signal),
  };
}

async function explain(
  { ids, answers, labels }: ExplainParams,
  { pool, embedding, predictions }: SearchServices,
  signal: AbortSignal,
): Promise<Explanation[]> {
  const head = predictions(labels)?.head;
  if (!head || !embedding.explains) return [];
  const explanations: Explanation[] = [];
  for (const { id, text } of await pool.read({ ids })) {
    const label = answers[ids.indexOf(id)]!;
    const column = head.labels.indexOf(labels.indexOf(label));
    if (column < 0) continue;
    const row = pool.pool.index.rowOf(id);
    if (row === undefined) continue;
    const weights = await wordWeights(text, column, async (texts) => {
      const vectors = (await embedding.variantsOf(row, texts, signal))!;
      return head.predictProba(
        matrix(texts.length, vectors.length / texts.length, new Float32Array(vectors)),
      );
    });
    explanations.push({ id, label, spans: explanationSpans(weights) });
  }
  return explanations;
}

async function like(
  { texts, count, among, exclude }: LikeParams,
  { pool, similarity, embedding }: SearchServices,
  signal: AbortSignal,
): Promise<Neighbour[]> {
  const { index } = pool.pool;
  const excluded = new Set(exclude);
  const rows = among
    ? Int32Array.from(pool.rowsOf(among.filter((id) => !excluded.has(id))))
    : embedding.drawable(pool.candidates(exclude));
  const values = await similarity.of(texts, rows, signal);
  const best = topK(values, count, (position) => position);
  return Array.from(best)
    .filter((position) => values[position]! > 0)
    .map((position) => ({ id: index.id(rows[position]!), similarity: values[position]! }));
}

async function neighbours(
  { id, count, exclude }: NeighboursParams,
  { pool, embedding }: SearchServices,
): Promise<Neighbour[]> {
  const { index } = pool.pool;
  const queryRow = index.rowOf(id);
  if (queryRow === undefined) throw new UserError(message('engine.recordGone', {}));
  const { embeddings } = embedding.current;
  const { data: queryVector } = await embeddings.take([queryRow]);
  const rows = embedding.drawable(pool.candidates([...exclude, id]));
  const similarities = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += blockRows) {
    const part = rows.subarray(from, from + blockRows);
    const { data, cols } = await embeddings.take(part);
    for (let i = 0; i < part.length; i++) {
      let sum = 0;
      for (let j = 0; j < cols; j++) sum += data[i * cols + j]! * queryVector[j]!;
      similarities[from + i] = sum;
    }
  }
  return Array.from(
    topK(similarities, count, (position) => position),
    (position) => ({ id: index.id(rows[position]!), similarity: similarities[position]! }),
  );
}
