import type { ModelForm } from './modelCard.ts';
import type { OnProgress } from '../progress.ts';

/** Which model is exported, and how. */
export interface ModelExport {
  /** The folder to be written. */
  readonly to: string;
  /** Default: `folder`. */
  readonly format?: ModelForm;
  /** Number of the round; default: the last one. */
  readonly round?: number;
  /** Stores the lexical projection in float16; no effect without lexical vectors. */
  readonly half?: boolean;
  /** Whether to replace a model folder. */
  readonly force?: boolean;
}

/** What can be exported from a project. */
export interface ModelChoices {
  /** Numbers of rounds, the last one first; at least one. */
  readonly rounds: readonly number[];
  /** Whether half precision makes a difference. */
  readonly halves: boolean;
}

export interface WrittenModel {
  readonly path: string;
  readonly round: number;
  readonly bytes: number;
  /** Largest difference of a probability from Marginalia's own, over the examples. */
  readonly difference: number;
}

export interface ModelWork {
  /** Folder of downloaded models. */
  readonly modelsDir: string;
  /** False: runs no models of the hub or of folders, which can execute code. Default true. */
  readonly trusted?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}
