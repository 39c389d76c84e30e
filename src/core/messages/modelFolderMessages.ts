import type { NoParams } from './message.ts';

/** Reasons why a model is not exported. */
export interface ModelFolderMessages {
  /** Its head is a dropout network. */
  'modelFolder.dropout': NoParams;
}
