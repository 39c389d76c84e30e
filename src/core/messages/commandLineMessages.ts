import type { ExistingFields } from './rowMessages.ts';

/** What the command line says of its options and of the files that they name. */
export interface CommandLineMessages {
  /** As `pool.lacksText`, of fields that `--text` names. */
  'simulate.lacksText': {
    readonly path: string;
    readonly fields: readonly string[];
    readonly existing: ExistingFields;
  };
}
