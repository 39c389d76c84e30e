import type { EmbedParams } from '../engine/embeddingApi.ts';
import type { FormatName } from '../interchange/formats/format.ts';
import type { FormatOverrides } from '../interchange/formatOverrides.ts';
import type { PredictionFormat } from './predictionRows.ts';

export interface PredictRequest extends ModelAccess {
  /** Path of a project file or a model folder. */
  readonly path: string;
  /** The file whose texts are predicted; the project's pool by default. A model folder needs one. */
  readonly input?: InputFile;
  readonly to: PredictionFormat;
  /** Whether to leave out records that are labelled. */
  readonly onlyUnlabelled: boolean;
  /** Whether to write the texts. */
  readonly texts: boolean;
  /** See `decider`. */
  readonly threshold?: number;
  /** The newest by default. */
  readonly round?: number;
  /** Computes every vector again, one text at a time, as model folders do; default false. */
  readonly exact?: boolean;
}

/** Access to the models that compute vectors. */
export interface ModelAccess extends Pick<EmbedParams, 'modelsDir' | 'servers'> {
  /** Whether models that are not bundled may be run, which can execute code. */
  readonly trusted: boolean;
}

/** A file with texts, or several that are read as one. */
export interface InputFile extends FormatOverrides {
  readonly location: string;
  /** Further files, with the fields of the first. */
  readonly more?: readonly string[];
  readonly name?: string;
  readonly from?: FormatName;
  /** The field with the text, if several could be meant. */
  readonly textField?: string;
}
