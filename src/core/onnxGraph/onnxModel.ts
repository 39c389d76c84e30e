import { UserError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import type {
  EncoderModelBlock,
  ExportedModel,
  ModelBlock,
  VectorsModelBlock,
} from '../modelFolder/exportedModel.ts';
import { WordPieceTokenizer } from '../wordpiece/wordPieceTokenizer.ts';
import { EncoderFile } from './encoderFile.ts';
import { sentenceVectors } from './encoderNodes.ts';
import { serializeModel, type ModelParts } from './graph.ts';
import { GraphNodes } from './graphNodes.ts';
import { addHead } from './headNodes.ts';
import { lexicalVector } from './lexicalNodes.ts';
import { staticVectors } from './staticNodes.ts';

/** Reads the file of an encoder. */
export type ReadGraph = (block: EncoderModelBlock) => Uint8Array;

/**
 * A model as one ONNX graph from a text's units and tokens to its probabilities. Its inputs, all
 * int64 and as its blocks need them (`onnxInputs`):
 * - `units` (units): the UTF-16 units of the prepared text (`prepareText`), lexical;
 * - `input_ids` (texts × pieces): word pieces without [CLS] and [SEP], static; `static_ids` beside a
 *   sentence model;
 * - those of the sentence model: `input_ids`, `attention_mask`, often `token_type_ids`.
 *
 * Vectors made elsewhere are an input `vectors` (texts × dimensions, float32). Outputs:
 * `probabilities` (texts × labels, float32) and of several labels `chosen` (bool). With `units`
 * there is one text a run. The metadata name the task, the labels and their thresholds.
 * @throws UserError if an encoder cannot be extended, or there are two of them
 */
export function onnxModel(model: ExportedModel, readGraph: ReadGraph): Uint8Array {
  const encoders = model.blocks.filter((block) => block.kind === 'encoder');
  if (encoders.length > 1) {
    const names = encoders.map(({ name }) => name);
    throw new UserError(message('onnx.severalEncoders', { names }));
  }
  const [encoder] = encoders;
  const file = encoder && new EncoderFile(encoder.name, readGraph(encoder));
  const graph = new GraphNodes('marginalia/');
  const blocks = model.blocks.map((block) => ({
    ...block,
    vectors: addBlock(graph, block, model, file),
  }));
  addHead(graph, blocks, model);
  const hasLexical = model.blocks.some(({ kind }) => kind === 'lexical');
  const parts: ModelParts = {
    operatorSets: { '': 13, ...(hasLexical && { 'ai.onnx.ml': 2 }) },
    metadata: metadataOf(model),
  };
  return file ? file.extended(graph, parts) : serializeModel(graph.graph('marginalia'), parts);
}

/** The name of a static block's input: sentence models have `input_ids` of their own. */
export function staticInput({ blocks }: Pick<ExportedModel, 'blocks'>): string {
  return blocks.some(({ kind }) => kind === 'encoder') ? 'static_ids' : 'input_ids';
}

/** The name of the input of a block's vectors. */
export function vectorsInput(
  { blocks }: Pick<ExportedModel, 'blocks'>,
  block: VectorsModelBlock,
): string {
  const at = blocks.filter(({ kind }) => kind === 'vectors').indexOf(block);
  return at === 0 ? 'vectors' : `vectors_${at + 1}`;
}

/** @returns the name of the block's vectors, of any length */
function addBlock(
  graph: GraphNodes,
  block: ModelBlock,
  model: ExportedModel,
  file: EncoderFile | undefined,
): string {
  switch (block.kind) {
    case 'lexical':
      return lexicalVector(graph, graph.input('units', 'int64', ['units']), block.model);
    case 'static': {
      // Dimensions of the same name must be equal, and an encoder has tokens of its own.
      const ids = graph.input(staticInput(model), 'int64', ['texts', 'pieces']);
      const { specialIds } = new WordPieceTokenizer(block.pieces);
      return staticVectors(graph, ids, block.table, specialIds);
    }
    case 'encoder':
      return sentenceVectors(graph, file!, block);
    case 'vectors': {
      const name = vectorsInput(model, block);
      return graph.cast(graph.input(name, 'float32', ['texts', block.dimensions]), 'float64');
    }
  }
}

/** What a program needs besides the graph. */
function metadataOf({ task, labels, head }: ExportedModel): Record<string, string> {
  return {
    task,
    labels: JSON.stringify(labels),
    ...(head.thresholds && { thresholds: JSON.stringify([...head.thresholds]) }),
  };
}
