import type { PoolFormat, PoolSpec } from '../core/pool/poolSpec.ts';

/** Files of labelled records. */
export interface RecordFiles extends Pick<
  PoolSpec,
  'textFields' | 'labelNames' | 'multiLabel' | 'filter' | 'apart'
> {
  /** Missing parts of a format are detected from the file. */
  readonly files: readonly { readonly path: string; readonly format: Partial<PoolFormat> }[];
  /** The field with the labels; or a name for the columns of `multiLabel`. */
  readonly labelField: string;
}

export const pathsOf = ({ files }: RecordFiles): string[] => files.map(({ path }) => path);
