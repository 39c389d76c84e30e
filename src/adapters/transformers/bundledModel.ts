import { message } from '../../core/messages/messages.ts';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError, reasonOf, throwIfAborted } from '../../core/errors.ts';
import { sentenceModel } from './shippedModels.ts';
import { SentenceModel } from './sentenceModel.ts';

/**
 * Maximum number of texts and of tokens per batch. A text's vector does not depend on them: 768 tokens,
 * as of 32 short texts, take less time per token than 512, and an abort still waits only a fraction
 * of a second.
 */
export const bundledBatch = { batchSize: 32, batchTokens: 768 } as const;
/**
 * onnxruntime's kernels for 8-bit weights process the tokens of a batch in fours and the remainder
 * with different rounding: batches without a remainder make a text's vector bit-identical, whatever
 * else is in its batch.
 */
const padTo = 4;

/**
 * Opens a bundled sentence model after verifying its files against the release.
 * @param folder that contains all bundled models
 * @throws NotShippedError if the platform has no onnxruntime, and the model is therefore left out.
 * @throws UserError if a file is missing or differs, or the model cannot be loaded.
 * @throws CancelledError when the signal is aborted.
 */
export async function openBundledModel(
  name: string,
  folder: string,
  signal?: AbortSignal,
): Promise<SentenceModel> {
  const { files, modelFile, maxTokens, fingerprint, folder: own } = sentenceModel(name, folder);
  for (const [file, expected] of Object.entries(files)) {
    throwIfAborted(signal);
    if ((await sha256(join(own, file))) !== expected) {
      throw new UserError(message('model.damagedBundled', { name, file }));
    }
  }
  throwIfAborted(signal);
  try {
    return await SentenceModel.load(own, {
      name,
      dtype: 'fp32',
      modelFile,
      pooling: 'cls',
      maxTokens,
      ...bundledBatch,
      padTo,
      fingerprint: () => fingerprint,
    });
  } catch (error) {
    const problem = message('model.unusableHere', { name, reason: reasonOf(error) });
    throw new UserError(problem, { cause: error });
  }
}

/** @returns hexadecimal digits; undefined if there is no such file. */
async function sha256(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
