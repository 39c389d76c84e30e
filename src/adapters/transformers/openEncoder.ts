import type { EncoderModelBlock } from '../../core/modelFolder/exportedModel.ts';
import type { TextVectors } from '../../core/modelFolder/modelScorer.ts';
import { throwIfAborted } from '../../core/errors.ts';
import { openTokenizer } from './openTokenizer.ts';
import { sentenceVectors } from './sentenceVectors.ts';

/** Runs a graph; see `openGraph` of the onnx adapter. */
export interface RunGraph {
  run(
    inputs: Readonly<Record<string, BigInt64Array>>,
    shape: readonly number[],
    output: string,
  ): Promise<{ readonly dims: readonly number[]; readonly data: Float32Array }>;
  close(): Promise<void>;
}

/**
 * Opens a sentence model from its graph and tokenizer alone. Embeds one text at a time, so that no
 * vector depends on other texts.
 * @throws Error if a file is missing or invalid
 */
export async function openEncoder(
  block: EncoderModelBlock,
  openGraph: (path: string) => Promise<RunGraph>,
): Promise<TextVectors> {
  const tokens = await openTokenizer(block);
  const graph = await openGraph(block.graph);
  const { dimensions, padTo, padding, output, pooling } = block;
  return {
    async embed(texts, signal) {
      const vectors = new Float32Array(texts.length * dimensions);
      for (const [i, text] of texts.entries()) {
        throwIfAborted(signal);
        const ids = tokens(text);
        const width = Math.ceil(Math.max(1, ids.length) / padTo) * padTo;
        const inputs = {
          input_ids: BigInt64Array.from({ length: width }, (_, t) => BigInt(ids[t] ?? padding)),
          attention_mask: BigInt64Array.from({ length: width }, (_, t) =>
            t < ids.length ? 1n : 0n,
          ),
          token_type_ids: new BigInt64Array(width),
        };
        const found = await graph.run(inputs, [1, width], output);
        const lengths = [ids.length];
        const wanted = { width, lengths, ...(pooling ? { pooling } : { wholeOnly: true }) };
        vectors.set(sentenceVectors({ [output]: found }, wanted).pooled, i * dimensions);
      }
      return vectors;
    },
    close: () => graph.close(),
  };
}
