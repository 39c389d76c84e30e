import type { Message } from '../../messages/message.ts';
import type { PoolFormat } from '../poolSpec.ts';

/** Samples of a file as stored on disk (inflated, if compressed). */
export interface FileSamples {
  /** The start; the whole file if it is small. */
  readonly head: Uint8Array;
  /** From near the middle and from the end; absent if the head is the whole file. */
  readonly middle?: Uint8Array;
  readonly tail?: Uint8Array;
  /** Whether the file is gzip-compressed. */
  readonly gzip?: boolean;
}

/** Another way to read the file. */
export interface Alternative {
  readonly format: PoolFormat;
  /** The reason, for the user who chooses. */
  readonly why: Message;
}

/** How a file is read. */
export interface Reading {
  readonly format: PoolFormat;
  /** False if the bytes allow several readings and the user should check. */
  readonly sure: boolean;
  /** Likeliest first. */
  readonly alternatives: readonly Alternative[];
  /** Reasons for not being sure. */
  readonly doubts: readonly Message[];
}
