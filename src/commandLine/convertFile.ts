import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { convertRows } from '../core/interchange/formats/convertRows.ts';
import type { Format, ReadableFormat } from '../core/interchange/formats/format.ts';
import { formatNamed } from '../core/interchange/formats/registry.ts';
import type { Split } from '../core/interchange/formats/holdoutSplit.ts';
import { readOptionsOf, type SurveyResult } from '../core/interchange/formats/survey.ts';
import type { Tally } from '../core/interchange/formats/tally.ts';
import { message } from '../core/messages/messages.ts';
import { openExchangeFile } from '../host/exchangeFile.ts';
import { requireSeparate } from '../host/joinedLabels.ts';
import { contentOf } from '../host/contentOf.ts';
import type { ConvertArguments } from './convertArguments.ts';
import { requireFreeOutput } from './requireFreeOutput.ts';
import { spool, standardInput } from './spoolInput.ts';
import { requireFile } from '../host/requireFile.ts';
import { writeFile } from '../host/writeFile.ts';
import { writeTo } from './writeToStdout.ts';

export interface Streams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** The result of a conversion. */
export interface ConversionResult {
  readonly from: ReadableFormat;
  readonly to: Format;
  readonly survey: SurveyResult;
  readonly tally: Tally;
  /** The guessed encoding of the input, if its bytes allow others. */
  readonly guessed?: string;
}

/**
 * Converts a file from one format to another. The output is renamed into place only when it is
 * complete.
 * @throws UserError if the input cannot be read or the output cannot be written
 * @throws CancelledError
 */
export async function convertFile(
  { input, output, from, to, form, rules, split, by, scheme, unit, force }: ConvertArguments,
  { stdin, stdout, signal }: Streams,
): Promise<ConversionResult> {
  if (input !== '-') await requireFile(input);
  const cacheFolder = await mkdtemp(join(tmpdir(), 'marginalia-convert-'));
  try {
    const location = input === '-' ? join(cacheFolder, 'stdin') : input;
    const name = input === '-' ? standardInput : basename(input);
    if (output !== '-') await requireFreeOutput(output, input === '-' ? [] : [input], force);
    // The input is read more than once, which a pipe does not allow.
    if (input === '-') await spool(stdin, location, signal);
    const opened = await openExchangeFile(location, {
      name,
      fields: rules,
      ...(from === undefined ? {} : { from }),
      ...form,
      cacheFolder,
      signal,
    });
    const { format, file, guessed, close } = opened;
    try {
      if (format.isGuess) throw new UserError(message('interchange.predictions', {}));
      await requireSeparate(opened, { file: name, from, ...rules });
      const target = formatNamed(to);
      const { lines, columns, survey, tally } = await convertRows(file, {
        from: format,
        to: target,
        reading: readOptionsOf(rules, by),
        rules,
        split,
        writing: { by, scheme, unit },
      });
      const rows = requireRows(lines, tally, name, format, split);
      const content = contentOf({ lines: rows, ...(columns && { columns }) }, signal);
      if (output === '-') await writeTo(stdout, content);
      else await writeFile(output, content);
      return {
        from: format,
        to: target,
        survey,
        tally,
        ...(guessed === undefined ? {} : { guessed }),
      };
    } finally {
      await close();
    }
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

/** @throws UserError at the end if nothing was readable, so that no output file is created */
async function* requireRows(
  lines: AsyncIterable<string>,
  tally: Tally,
  file: string,
  { title: format }: Pick<ReadableFormat, 'title'>,
  split: Split,
): AsyncGenerator<string> {
  yield* lines;
  if (tally.rows > 0) return;
  if (tally.apart > 0) throw new UserError(message('interchange.splitEmpty', { file, split }));
  const [first] = tally.problems;
  throw new UserError(
    first === undefined
      ? message('interchange.noRows', { file })
      : message('interchange.nothingRead', { file, format, line: first.line, why: first.problem }),
  );
}
