import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import type { EncoderModelBlock } from '../../core/modelFolder/exportedModel.ts';
import { tokenIds } from './tokenIds.ts';

/** The token ids of a text, truncated to the sentence model's limit. */
export type TokensOf = (text: string) => readonly number[];

/** @throws Error if a file is missing or invalid */
export async function openTokenizer(
  block: Pick<EncoderModelBlock, 'tokenizer' | 'tokenizerConfig' | 'prefix' | 'maxTokens'>,
): Promise<TokensOf> {
  const read = async (path: string): Promise<object> =>
    JSON.parse(await readFile(path, 'utf8')) as object;
  const [json, config] = await Promise.all([read(block.tokenizer), read(block.tokenizerConfig)]);
  return tokenizerOf(json, config, block);
}

/** @param json of tokenizer.json @param config of tokenizer_config.json */
export function tokenizerOf(
  json: object,
  config: object,
  { prefix, maxTokens }: Pick<EncoderModelBlock, 'prefix' | 'maxTokens'>,
): TokensOf {
  const tokenizer = new Tokenizer(json, config);
  return (text) => tokenIds((start) => tokenizer.encode(start).ids, prefix + text, maxTokens);
}
