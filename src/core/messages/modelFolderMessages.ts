import type { NoParams } from './message.ts';

/** Reasons why a model is not exported, or an exported one not used. */
export interface ModelFolderMessages {
  /** Its head is a dropout network. */
  'modelFolder.dropout': NoParams;
  /** The folder is from a later version of the product. */
  'modelFolder.otherVersion': { readonly version: string };
  /** A part of the folder is missing, damaged or of another size. */
  'modelFolder.damaged': { readonly part: string };
  /** A block takes vectors in place of a text. */
  'modelFolder.needsVectors': { readonly name: string };
  'modelFolder.otherLength': {
    readonly name: string;
    readonly dimensions: number;
    readonly found: number;
  };
  /** The model has sentence vectors, and onnxruntime is not installed. */
  'modelFolder.noRuntime': NoParams;
  'modelFolder.noOut': NoParams;
  'modelFolder.otherLabels': { readonly round: number; readonly labels: readonly string[] };
  'modelFolder.severalVectors': NoParams;
  'modelFolder.untrusted': NoParams;
  /** A file has the name of the folder. */
  'modelFolder.isFile': { readonly path: string };
  'modelFolder.notEmpty': { readonly path: string };
  'modelFolder.ofEarlier': { readonly path: string };
  'modelFolder.ownPlace': { readonly path: string };
  'modelFolder.cannotWrite': { readonly path: string; readonly why: string };
  'modelFolder.noModel': { readonly path: string };
  /** The written folder does not reproduce Marginalia's own probabilities. */
  'modelFolder.differs': { readonly difference: number };
  /** A sentence model keeps its weights in a file that is missing, cut off or elsewhere. */
  'modelFolder.noWeights': { readonly name: string; readonly file: string };
  /** The weights of a sentence model do not fit into one file. */
  'modelFolder.encoderTooLarge': { readonly name: string };
  'modelFolder.written': { readonly path: string; readonly round: number; readonly bytes: number };
  'modelFolder.writing': NoParams;
  'modelFolder.gathering': NoParams;
  'modelFolder.checking': NoParams;
}
