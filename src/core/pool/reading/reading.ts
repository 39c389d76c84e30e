import type { Message } from '../../messages/message.ts';
import type { PoolFormat } from '../poolSpec.ts';
import { hasUsualNames } from './headerRow.ts';
import type { TableKind } from '../tableKind.ts';

/** Samples of a file as stored on disk (inflated, if compressed). */
export interface FileSamples {
  /** The start; the whole file if it is small. */
  readonly head: Uint8Array;
  /** From near the middle and from the end; absent if the head is the whole file. */
  readonly middle?: Uint8Array;
  readonly tail?: Uint8Array;
  /** Whether the file is gzip-compressed. */
  readonly gzip?: boolean;
  /** Whether it is compressed by Zstandard. */
  readonly zstd?: boolean;
  /** Present if the file is a table, not text: the samples are its rows as JSON Lines. */
  readonly table?: TableKind;
  /**
   * For a workbook: the sheet that was sampled if there are several, and the names of all sheets.
   */
  readonly sheet?: string;
  readonly sheets?: readonly string[];
  /** Its columns that hold a label or a list of them, with the names of all their labels. */
  readonly labelColumns?: Readonly<Record<string, readonly string[]>>;
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

/**
 * Reasons for not being sure, once the fields of the text are known: if these are usual column
 * names, the first row is the header.
 * @param text the text fields, named by the first row if it is the header
 */
export function doubtsWith(
  { sure, doubts }: Pick<Reading, 'sure' | 'doubts'>,
  text: readonly string[],
): { readonly doubts?: readonly Message[] } {
  const open = hasUsualNames(text)
    ? doubts.filter(({ code }) => code !== 'reading.firstRowIsRecord')
    : doubts;
  return sure || open.length === 0 ? {} : { doubts: open };
}
