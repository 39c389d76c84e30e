import type { Message } from '../messages/message.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';

/** How a file with texts was read. */
export interface InputReading {
  readonly file: string;
  /** Of a format that `convert` reads: its title. */
  readonly format: PoolFormat | string;
  /** Its fields; undefined for a format of another tool, which says where the text is. */
  readonly text?: readonly string[];
  readonly id?: string;
  /** Each of its lines is a text. */
  readonly isLines?: true;
  /** Why it may be meant in another way. */
  readonly doubts?: readonly Message[];
}
