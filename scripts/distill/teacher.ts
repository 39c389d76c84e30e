import { open } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/**
 * Texts whose vectors are written at a time; an interrupted run resumes after the last complete
 * block.
 */
const BLOCK = 2048;
/** Tokens per batch, padding included. */
const BATCH_TOKENS = 1024;

/** Piece ids of a text. */
type Ids = readonly number[];

/**
 * Writes the teacher's text vectors to a file: the last hidden state of [CLS], scaled to unit
 * length. Skips vectors that the file holds already.
 * @param model the ONNX file of a BERT encoder
 * @param ids of each text, [CLS] and [SEP] included
 * @param file texts × dimensions float32, little-endian
 */
export async function writeTeacherVectors(
  model: string,
  ids: readonly Ids[],
  file: string,
  dimensions: number,
  onProgress: (done: number) => void,
): Promise<void> {
  const out = await open(file, 'a+');
  try {
    let done = Math.floor((await out.stat()).size / (4 * dimensions));
    await out.truncate(4 * dimensions * done);
    if (done >= ids.length) return;
    const session = await InferenceSession.create(model, {
      extra: { session: { 'intra_op.allow_spinning': '0' } },
    });
    while (done < ids.length) {
      const block = ids.slice(done, done + BLOCK);
      await out.write(new Uint8Array((await embed(session, block, dimensions)).buffer));
      done += block.length;
      onProgress(done);
    }
    await session.release();
  } finally {
    await out.close();
  }
}

async function embed(
  session: InferenceSession,
  ids: readonly Ids[],
  dimensions: number,
): Promise<Float32Array> {
  const vectors = new Float32Array(ids.length * dimensions);
  const order = [...ids.keys()].sort((a, b) => ids[a]!.length - ids[b]!.length || a - b);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && (to + 1 - from) * ids[order[to]!]!.length <= BATCH_TOKENS) to++;
    const batch = order.slice(from, to);
    const hidden = await run(
      session,
      batch.map((text) => ids[text]!),
    );
    const width = hidden.length / batch.length;
    batch.forEach((text, i) => {
      const row = hidden.subarray(i * width, i * width + dimensions);
      const norm = Math.hypot(...row);
      row.forEach((value, j) => (vectors[text * dimensions + j] = value / norm));
    });
    from = to;
  }
  return vectors;
}

/** @returns texts × tokens × dimensions */
async function run(session: InferenceSession, ids: readonly Ids[]): Promise<Float32Array> {
  const width = Math.max(...ids.map((row) => row.length));
  const tokens = new BigInt64Array(ids.length * width);
  const mask = new BigInt64Array(ids.length * width);
  ids.forEach((row, i) => {
    row.forEach((id, t) => (tokens[i * width + t] = BigInt(id)));
    mask.fill(1n, i * width, i * width + row.length);
  });
  const shape = [ids.length, width];
  const inputs = {
    input_ids: new Tensor('int64', tokens, shape),
    attention_mask: new Tensor('int64', mask, shape),
    token_type_ids: new Tensor('int64', new BigInt64Array(tokens.length), shape),
  };
  const wanted = session.inputNames;
  const output = await session.run(
    Object.fromEntries(Object.entries(inputs).filter(([name]) => wanted.includes(name))),
    ['last_hidden_state'],
  );
  return output['last_hidden_state']!.data as Float32Array;
}
