import { UserError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import type { EncoderModelBlock, ExportedModel, ModelBlock } from '../modelFolder/exportedModel.ts';
import { WordPieceTokenizer } from '../wordpiece/wordPieceTokenizer.ts';
import { EncoderFile } from './encoderFile.ts';
import { sentenceVectors } from './encoderNodes.ts';
import { serializeModel, type ModelParts } from './graph.ts';
import { GraphNodes } from './graphNodes.ts';
import { addHead } from './headNodes.ts';
import { lexicalVector } from './lexicalNodes.ts';
import type { ModelInput } from './modelFeeds.ts';
import { staticVectors } from './staticNodes.ts';

/** Reads the file of an encoder. */
export type ReadGraph = (block: EncoderModelBlock) => Uint8Array;

/** A model as an ONNX file, and its inputs. */
export interface OnnxExport {
  readonly bytes: Uint8Array;
  readonly inputs: readonly ModelInput[];
}

/** Names of an encoder's inputs. */
const encoderNames = ['input_ids', 'attention_mask', 'token_type_ids'];

/**
 * A model as one ONNX graph from a text's units and tokens to its probabilities. Its inputs, int64
 * and as its blocks need them (`modelFeeds` makes them):
 * - `units` (units): the UTF-16 units of the prepared text (`prepareText`), lexical;
 * - `input_ids` (texts × pieces): word pieces without [CLS] and [SEP], static; `static_ids` beside
 *   a sentence model;
 * - those of the sentence model: `input_ids`, `attention_mask`, often `token_type_ids`.
 *
 * Vectors computed elsewhere are an input `vectors` (texts × dimensions, float32). Outputs:
 * `probabilities` (texts × labels, float32) and, if the head has thresholds, `chosen` (bool). With
 * `units` there is one text per run. The metadata name the task, the labels and their thresholds.
 * @param half stores the lexical projection in float16
 * @throws UserError if an encoder cannot be extended, or there are two of them
 */
export function onnxModel(model: ExportedModel, readGraph: ReadGraph, half = false): OnnxExport {
  const encoders = model.blocks.filter((block) => block.kind === 'encoder');
  if (encoders.length > 1) {
    const names = encoders.map(({ name }) => name);
    throw new UserError(message('onnx.severalEncoders', { names }));
  }
  const [encoder] = encoders;
  const file = encoder && new EncoderFile(encoder.name, readGraph(encoder));
  const graph = new GraphNodes('marginalia/');
  const inputs: ModelInput[] = [];
  const blocks = model.blocks.map((block) => {
    const added = addBlock(graph, block, file, half);
    inputs.push(added.input);
    return { ...block, vectors: added.vectors };
  });
  addHead(graph, blocks, model);
  const hasLexical = model.blocks.some(({ kind }) => kind === 'lexical');
  const parts: ModelParts = {
    operatorSets: { '': 13, ...(hasLexical && { 'ai.onnx.ml': 2 }) },
    metadata: metadataOf(model),
  };
  const bytes = file
    ? file.extended(graph, parts)
    : serializeModel(graph.graph('marginalia'), parts);
  return { bytes, inputs };
}

/**
 * Appends the nodes that compute a block's vectors, not normalised.
 * @returns the name of the vectors, and their input
 */
function addBlock(
  graph: GraphNodes,
  block: ModelBlock,
  file: EncoderFile | undefined,
  half: boolean,
): { vectors: string; input: ModelInput } {
  switch (block.kind) {
    case 'lexical': {
      const name = graph.input('units', 'int64', ['units']);
      return {
        vectors: lexicalVector(graph, name, block.model, half),
        input: { kind: block.kind, name },
      };
    }
    case 'static': {
      // Dimensions of the same name must be equal, and an encoder has tokens of its own.
      const name = graph.input(file ? 'static_ids' : 'input_ids', 'int64', ['texts', 'pieces']);
      const { specialIds } = new WordPieceTokenizer(block.pieces);
      const vectors = staticVectors(graph, name, block.table, specialIds);
      return { vectors, input: { kind: block.kind, name } };
    }
    case 'encoder': {
      const { prefix, maxTokens, padTo, padding } = block;
      const vectors = sentenceVectors(graph, file!, block);
      const names = encoderNames.filter((name) =>
        [...file!.inputs, ...graph.inputs.map((input) => input.name)].includes(name),
      );
      return { vectors, input: { kind: block.kind, names, prefix, maxTokens, padTo, padding } };
    }
    case 'vectors': {
      const { dimensions, name: of } = block;
      const name = graph.input('vectors', 'float32', ['texts', dimensions]);
      const input = { kind: block.kind, name, block: of, dimensions };
      return { vectors: graph.cast(name, 'float64'), input };
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
