import type { Message } from '../../messages/message.ts';
import type { PoolFormat } from '../poolSpec.ts';

/** Pieces of a file as it lies on the disk (inflated, if it is compressed). */
export interface FileSamples {
  /** From the beginning; the whole file where that is small. */
  readonly head: Uint8Array;
  /** From about the middle and from the end; absent where the head is the whole file. */
  readonly middle?: Uint8Array;
  readonly tail?: Uint8Array;
  /** Whether the file is compressed by gzip. */
  readonly gzip?: boolean;
}

/** Another way to read the file. */
export interface Alternative {
  readonly format: PoolFormat;
  /** For the person who has to choose. */
  readonly why: Message;
}

/** How a file is read. */
export interface Reading {
  readonly format: PoolFormat;
  /** False where the bytes allow more than one reading and a person should look. */
  readonly sure: boolean;
  /** The likeliest first. */
  readonly alternatives: readonly Alternative[];
  /** Why it is not sure. */
  readonly doubts: readonly Message[];
}
