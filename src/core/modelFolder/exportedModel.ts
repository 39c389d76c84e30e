import type { LabelTask } from '../acquisition/acquisition.ts';
import type { LexicalModel } from '../embed/lexicalModel.ts';
import type { StaticTable } from '../embed/staticBytes.ts';

/** How token vectors become a text vector; `cls`: the first token's. */
export type Pooling = 'mean' | 'cls' | 'max' | 'last' | 'weighted mean';

/**
 * What a trained model computes, apart from the project it was trained in:
 *
 *     z = Σ_b x_b·W_b / √(Σ_b w_b²·‖x_b‖²) + b
 *
 * x_b is the vector that block b has for the text: of unit length, or zero if the block knows
 * nothing in it; if all are zero, z = b. The weights w_b are already factors of W, so they are
 * needed only for the norm.
 */
export interface ExportedModel {
  readonly task: LabelTask;
  /** One for each of the head's c columns, in order. */
  readonly labels: readonly string[];
  /** At least one, in the order of W's rows. */
  readonly blocks: readonly ModelBlock[];
  readonly head: ExportedHead;
}

/**
 * The last layer. One label per record: p = softmax z, averaged over several members. Several labels:
 * p = sigmoid z, and a label applies from its threshold on.
 */
export interface ExportedHead {
  /** Row-major d × (members · c); includes the weights of the blocks and the labels' prior. */
  readonly weights: Float32Array;
  /** members · c. */
  readonly bias: Float32Array;
  /** 1, or the size of a committee, whose columns are side by side. */
  readonly members: number;
  /**
   * T, of a committee only: softmax (ln p / T) of the mean p. In other heads it is a factor of
   * weights and bias.
   */
  readonly temperature?: number;
  /**
   * c, of several labels only. Undefined if there were too few answers to choose them: then the
   * likeliest label alone applies.
   */
  readonly thresholds?: Float32Array;
}

export type ModelBlock =
  LexicalModelBlock | StaticModelBlock | EncoderModelBlock | VectorsModelBlock;

interface WeightedBlock {
  /** Length of its vectors. */
  readonly dimensions: number;
  /** w, relative to the other blocks. */
  readonly weight: number;
}

/** Hashed n-grams, projected: see `LexicalEmbedder`. */
export interface LexicalModelBlock extends WeightedBlock {
  readonly kind: 'lexical';
  readonly model: LexicalModel;
  /** As from `characterClasses`; default: those of the runtime's Unicode version. */
  readonly classes?: Uint8Array;
}

/** The mean of word pieces' vectors: see `StaticEmbedder`. */
export interface StaticModelBlock extends WeightedBlock {
  readonly kind: 'static';
  readonly table: StaticTable;
  /** The vocabulary, in the order of the table's rows. */
  readonly pieces: readonly string[];
  /** As from `unitClasses`; default: those of the runtime's Unicode version. */
  readonly classes?: Uint8Array;
}

/** A sentence model that runs in onnxruntime. */
export interface EncoderModelBlock extends WeightedBlock, EncoderRecipe {
  readonly kind: 'encoder';
  readonly name: string;
  /** Path of the ONNX file. */
  readonly graph: string;
  /** Path of the Hugging Face tokenizer.json, and of tokenizer_config.json. */
  readonly tokenizer: string;
  readonly tokenizerConfig: string;
}

/**
 * How a sentence model computes the vector of a text, which is scaled to unit length at the end.
 */
export interface EncoderRecipe {
  /** Prepended to every text; usually empty. */
  readonly prefix: string;
  /** A longer text loses its end, but not its closing token. */
  readonly maxTokens: number;
  /** Tokens are padded with the id `padding` to a multiple of this many. */
  readonly padTo: number;
  readonly padding: number;
  /** The output of the graph to read. */
  readonly output: string;
  /** How its token vectors become a text vector; absent if it holds text vectors. */
  readonly pooling?: Pooling;
}

/** Vectors computed by a server or by the user: the model takes them in place of a text. */
export interface VectorsModelBlock extends WeightedBlock {
  readonly kind: 'vectors';
  readonly name: string;
}
