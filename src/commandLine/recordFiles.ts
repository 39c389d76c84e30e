import type { PoolFormat, PoolSpec } from '../core/pool/poolSpec.ts';

/** Files of records with their labels. */
export interface RecordFiles extends Pick<
  PoolSpec,
  'textFields' | 'labelNames' | 'filter' | 'apart'
> {
  /** What is left out of a format is found from the file. */
  readonly files: readonly { readonly path: string; readonly format: Partial<PoolFormat> }[];
  readonly labelField: string;
}

export const pathsOf = ({ files }: RecordFiles): string => files.map(({ path }) => path).join(', ');
