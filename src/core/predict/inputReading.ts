import type { Message } from '../messages/message.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';

/** How a file with texts was read. */
export interface InputReading {
  readonly file: string;
  /** A string is the title of a format that `convert` reads. */
  readonly format: PoolFormat | string;
  /** Its text fields; undefined for a format of another tool, which defines where the text is. */
  readonly text?: readonly string[];
  readonly id?: string;
  /** Each of its lines is a text. */
  readonly isLines?: true;
  /** Reasons for reading it in another way. */
  readonly doubts?: readonly Message[];
}
