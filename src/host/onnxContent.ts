import { preparersFor } from '../adapters/modelFolder/scripts.ts';
import type { Content } from '../adapters/modelFolder/writeFolder.ts';
import type { ModelGraph } from '../adapters/onnx/openModelGraph.ts';
import { UserError, reasonOf } from '../core/errors.ts';
import { matrix, type Matrix } from '../core/math/matrix.ts';
import { message } from '../core/messages/messages.ts';
import type { ExportedModel } from '../core/modelFolder/exportedModel.ts';
import { modelFiles } from '../core/modelFolder/modelConfig.ts';
import type { VectorsByBlock } from '../core/modelFolder/modelScorer.ts';
import { onnxRequirements } from '../core/modelFolder/requirements.ts';
import { modelFeeds, type ModelInput, type Tokenizers } from '../core/onnxGraph/modelFeeds.ts';
import { onnxConfig } from '../core/onnxGraph/onnxConfig.ts';
import { onnxModel } from '../core/onnxGraph/onnxModel.ts';
import { WordPieceTokenizer } from '../core/wordpiece/wordPieceTokenizer.ts';
import { encoderGraph } from './encoderGraph.ts';

/** A model as an ONNX file, with the probabilities that it computed. */
export interface OnnxRun {
  readonly bytes: Uint8Array;
  readonly inputs: readonly ModelInput[];
  readonly probabilities: Matrix;
  /**
   * The probabilities from onnxruntime's browser build; undefined if that is not installed or refuses the
   * model.
   */
  readonly inBrowserBuild: () => Promise<Matrix | undefined>;
}

/**
 * Writes a model as an ONNX graph, and runs it on texts one by one.
 * @param given the vectors of each text from a server or the user
 * @param half stores the lexical projection in float16
 * @throws UserError if the model does not fit into a graph, or this machine has no onnxruntime
 */
export async function runOnnx(
  model: ExportedModel,
  texts: readonly string[],
  given: VectorsByBlock,
  half = false,
): Promise<OnnxRun> {
  const { bytes, inputs } = onnxModel(model, encoderGraph, half);
  const tokenizers = await tokenizersOf(model);
  // Loaded on demand: not every platform has onnxruntime.
  const { openModelGraph } = await import('../adapters/onnx/openModelGraph.ts').catch(
    (error: unknown) => {
      const problem = message('onnx.noRuntime', { reason: reasonOf(error) });
      throw new UserError(problem, { cause: error });
    },
  );
  const runOnTexts = async (graph: ModelGraph): Promise<Matrix> => {
    try {
      const cols = model.labels.length;
      const probabilities = matrix(texts.length, cols);
      for (const [i, text] of texts.entries()) {
        const vectors = Object.fromEntries(
          Object.entries(given).map(([name, rows]) => [name, rows[i]!]),
        );
        const row = await graph.run(modelFeeds(inputs, tokenizers, text, vectors), 'probabilities');
        probabilities.data.set(row, i * cols);
      }
      return probabilities;
    } finally {
      await graph.close();
    }
  };
  return {
    bytes,
    inputs,
    probabilities: await runOnTexts(await openModelGraph(bytes)),
    inBrowserBuild: async () => {
      const { openBrowserGraph } = await import('../adapters/onnx/openBrowserGraph.ts');
      const graph = await openBrowserGraph(bytes).catch(() => undefined);
      return graph && runOnTexts(graph);
    },
  };
}

async function tokenizersOf({ blocks }: ExportedModel): Promise<Tokenizers> {
  const table = blocks.find((block) => block.kind === 'static');
  const encoder = blocks.find((block) => block.kind === 'encoder');
  const pieces = table && new WordPieceTokenizer(table.pieces);
  const tokens =
    encoder &&
    (await (await import('../adapters/transformers/openTokenizer.ts')).openTokenizer(encoder));
  return {
    ...(pieces && { pieces: (text: string) => pieces.encode(text) }),
    ...(tokens && { tokens }),
  };
}

/** The files of an ONNX model's folder, without its README and examples. */
export async function onnxContent(
  model: ExportedModel,
  { bytes, inputs }: OnnxRun,
  tolerance: number,
): Promise<Map<string, Content>> {
  const { blocks } = model;
  const { python, javaScript } = await preparersFor(blocks);
  const files = new Map<string, Content>([
    ['config.json', `${JSON.stringify(onnxConfig(model, inputs, tolerance), null, 2)}\n`],
    ['model.onnx', [bytes]],
    ['requirements.txt', onnxRequirements(blocks)],
    ['prepare.py', python],
    ['prepare.mjs', javaScript],
  ]);
  for (const block of blocks) {
    if (block.kind === 'static') files.set(modelFiles.vocabulary, block.pieces.join('\n'));
    if (block.kind !== 'encoder') continue;
    files.set(modelFiles.tokenizer, { copyOf: block.tokenizer });
    files.set(modelFiles.tokenizerConfig, { copyOf: block.tokenizerConfig });
  }
  return files;
}
