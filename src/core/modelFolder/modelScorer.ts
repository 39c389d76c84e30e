import type { LabelTask } from '../acquisition/acquisition.ts';
import { LexicalEmbedder } from '../embed/lexicalEmbedder.ts';
import { staticToBytes } from '../embed/staticBytes.ts';
import { StaticEmbedder } from '../embed/staticEmbedder.ts';
import { UserError } from '../errors.ts';
import { softmaxGroups } from '../math/softmax.ts';
import { matrix, type Matrix } from '../math/matrix.ts';
import { message } from '../messages/messages.ts';
import type { Pause } from '../pause.ts';
import type { Predictor } from '../predict/predictor.ts';
import type { EncoderModelBlock, ExportedModel, ModelBlock } from './exportedModel.ts';

/** Computes the vectors of texts. */
export interface TextVectors {
  /** @returns texts.length × dimensions values */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
  close?(): Promise<void>;
}

/** Vectors of the blocks that read no text, by the block's name: one for every text. */
export type VectorsByBlock = Readonly<Record<string, readonly ArrayLike<number>[]>>;

export interface ScorerOptions {
  readonly openEncoder: (block: EncoderModelBlock) => Promise<TextVectors>;
  readonly pause: Pause;
}

/** Runs an exported model. */
export class ModelScorer implements Predictor {
  readonly task: LabelTask;
  readonly labels: readonly string[];
  readonly thresholds?: Float32Array;
  readonly #model: ExportedModel;
  readonly #sources: readonly (TextVectors | undefined)[];

  private constructor(model: ExportedModel, sources: readonly (TextVectors | undefined)[]) {
    this.task = model.task;
    this.labels = model.labels;
    if (model.head.thresholds) this.thresholds = model.head.thresholds;
    this.#model = model;
    this.#sources = sources;
  }

  /** @throws UserError if a part is damaged */
  static async open(model: ExportedModel, options: ScorerOptions): Promise<ModelScorer> {
    const sources: (TextVectors | undefined)[] = [];
    for (const block of model.blocks) sources.push(await openBlock(block, options));
    return new ModelScorer(model, sources);
  }

  score(texts: readonly string[], signal?: AbortSignal): Promise<Matrix> {
    return this.scoreWithVectors(texts, {}, signal);
  }

  /**
   * As `score`, with the vectors of the blocks that read no text. They need not be of unit length.
   * @throws UserError if they are missing or of another length
   */
  async scoreWithVectors(
    texts: readonly string[],
    vectors: VectorsByBlock,
    signal?: AbortSignal,
  ): Promise<Matrix> {
    const { blocks, head, labels, task } = this.#model;
    const width = head.bias.length;
    const logits = new Float64Array(texts.length * width);
    const squares = new Float64Array(texts.length);
    let row = 0;
    for (const [i, block] of blocks.entries()) {
      const { dimensions, weight } = block;
      const x =
        (await this.#sources[i]?.embed(texts, signal)) ?? vectorsIn(vectors, block, texts.length);
      for (let text = 0; text < texts.length; text++) {
        const z = logits.subarray(text * width, (text + 1) * width);
        for (let j = 0; j < dimensions; j++) {
          const value = x[text * dimensions + j]!;
          if (value === 0) continue;
          squares[text]! += (weight * value) ** 2;
          const at = (row + j) * width;
          for (let k = 0; k < width; k++) z[k]! += value * head.weights[at + k]!;
        }
      }
      row += dimensions;
    }
    for (let p = 0; p < logits.length; p++) {
      const norm = blocks.length === 1 ? 1 : Math.sqrt(squares[Math.floor(p / width)]!);
      logits[p] = (norm > 0 ? logits[p]! / norm : 0) + head.bias[p % width]!;
    }
    const p = matrix(texts.length, labels.length);
    if (task === 'multi') p.data.set(logits.map((z) => 1 / (1 + Math.exp(-z))));
    else meanOfMembers(logits, head.members, p, head.temperature ?? 1);
    return p;
  }

  async close(): Promise<void> {
    for (const source of this.#sources) await source?.close?.();
  }
}

async function openBlock(
  block: ModelBlock,
  { pause, openEncoder }: ScorerOptions,
): Promise<TextVectors | undefined> {
  switch (block.kind) {
    case 'lexical':
      return new LexicalEmbedder(block.model, pause, block.classes);
    case 'static':
      return new StaticEmbedder(staticToBytes(block.table), block.pieces, pause, block.classes);
    case 'encoder':
      return openEncoder(block);
    case 'vectors':
      return undefined;
  }
}

/** The given vectors of a block, scaled to unit length. */
function vectorsIn(vectorsByBlock: VectorsByBlock, block: ModelBlock, rows: number): Float32Array {
  const { dimensions } = block;
  const name = 'name' in block ? block.name : block.kind;
  const vectors = vectorsByBlock[name];
  if (vectors?.length !== rows) throw new UserError(message('modelFolder.needsVectors', { name }));
  const x = new Float32Array(rows * dimensions);
  vectors.forEach((vector, row) => {
    if (vector.length !== dimensions) {
      const found = { name, dimensions, found: vector.length };
      throw new UserError(message('modelFolder.otherLength', found));
    }
    let squares = 0;
    for (let j = 0; j < dimensions; j++) squares += vector[j]! ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let j = 0; j < dimensions; j++) x[row * dimensions + j] = vector[j]! * scale;
  });
  return x;
}

/** Softmax of each member's columns, averaged, at the temperature. */
function meanOfMembers(
  logits: Float64Array,
  members: number,
  p: Matrix,
  temperature: number,
): void {
  const { rows, cols, data } = p;
  softmaxGroups(logits, cols);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < cols; k++) {
      let mean = 0;
      for (let m = 0; m < members; m++) mean += logits[(i * members + m) * cols + k]!;
      sum += data[i * cols + k] = (mean / members) ** (1 / temperature);
    }
    for (let k = 0; k < cols; k++) data[i * cols + k]! /= sum;
  }
}
