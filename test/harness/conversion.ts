import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { parseConvertArguments } from '../../src/commandLine/convertArguments.ts';
import { convertFile } from '../../src/commandLine/convertFile.ts';
import { convertedJson, convertedText } from '../../src/commandLine/convertReport.ts';

/** The output of `convert --json`. */
export interface Counts {
  readonly from: string;
  readonly to: string;
  readonly task: string;
  readonly rows: number;
  readonly answers: number;
  readonly skipped: number;
  readonly unlabelled: number;
  readonly spans: number;
  readonly labels: Readonly<Record<string, number>>;
  readonly rejected: number;
  readonly moved: number;
  readonly mended: number;
  readonly otherSplit: number;
  readonly lost: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  readonly problemCount: number;
  readonly conflicts: number;
  readonly repeated: number;
}

export interface Conversion {
  readonly written: string;
  /** The output as bytes, for binary formats. */
  readonly bytes: Buffer;
  readonly counts: Counts;
  /** Standard error. */
  readonly said: string;
}

/**
 * Runs `convert - -` in this process.
 * @throws UserError
 */
export async function convertText(
  input: string | Uint8Array,
  ...options: readonly string[]
): Promise<Conversion> {
  const parsed = parseConvertArguments(['-', '-', ...options]);
  if (parsed === 'help') throw new Error('help');
  const pieces: Buffer[] = [];
  const stdout = new Writable({
    write(chunk: string | Uint8Array, _encoding, done) {
      pieces.push(Buffer.from(chunk as Uint8Array));
      done();
    },
    decodeStrings: false,
  });
  const converted = await convertFile(parsed, {
    stdin: Readable.from([Buffer.from(input)]),
    stdout,
    signal: new AbortController().signal,
  });
  const bytes = Buffer.concat(pieces);
  return {
    written: bytes.toString(),
    bytes,
    counts: convertedJson(converted) as Counts,
    said: convertedText(converted, parsed),
  };
}

/** The rows of JSON Lines. */
export function jsonRows(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A temporary folder for the duration of a test. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-convert-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
