import { modelFiles } from '../core/modelFolder/modelConfig.ts';
import {
  modelFeeds,
  type EncoderInput,
  type Feed,
  type Tokenizers,
} from '../core/onnxGraph/modelFeeds.ts';
import type { OnnxConfig } from '../core/onnxGraph/onnxConfig.ts';
import { WordPieceTokenizer } from '../core/wordpiece/wordPieceTokenizer.ts';

/** The `Tensor` of onnxruntime-node or onnxruntime-web. */
export type TensorOf<Tensor> = new (
  type: Feed['type'],
  data: Feed['data'],
  dims: readonly number[],
) => Tensor;

/**
 * Makes the inputs of model.onnx for a text.
 * @param vectors computed outside the model, by block name
 */
export type Prepare = <Tensor>(
  text: string,
  tensor: TensorOf<Tensor>,
  vectors?: Readonly<Record<string, ArrayLike<number>>>,
) => Record<string, Tensor>;

/** Reads a file of the folder, as text. */
export type ReadFile = (name: string) => Promise<string>;

type OpenTokens = (
  input: EncoderInput,
  read: ReadFile,
) => Promise<NonNullable<Tokenizers['tokens']>>;

/**
 * @param read reads a file of the folder; fetches it where there is no file system, as in a browser
 */
export async function preparation(read: ReadFile, openTokens: OpenTokens): Promise<Prepare> {
  const { inputs } = JSON.parse(await read(modelFiles.config)) as OnnxConfig;
  const tokenizers: { -readonly [Name in keyof Tokenizers]: Tokenizers[Name] } = {};
  for (const input of inputs) {
    if (input.kind === 'static') {
      const pieces = new WordPieceTokenizer((await read(modelFiles.vocabulary)).split('\n'));
      tokenizers.pieces = (text) => pieces.encode(text);
    }
    if (input.kind === 'encoder') tokenizers.tokens = await openTokens(input, read);
  }
  return (text, Tensor, vectors) =>
    Object.fromEntries(
      Object.entries(modelFeeds(inputs, tokenizers, text, vectors)).map(
        ([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)],
      ),
    );
}

/** Files beside this script. */
export const beside =
  (url: string): ReadFile =>
  async (name) => {
    const { readFile } = await import('node:fs/promises');
    return readFile(new URL(name, url), 'utf8');
  };
