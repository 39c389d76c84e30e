import { createReadStream, realpathSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isModuleMissing } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { digitsOf } from '../core/pool/exactNumbers.ts';
import { isBlank, type Model, type RowVectors } from './model.ts';
import { formatMessage, ScriptError } from './scriptErrors.ts';

const usage = `Labels texts with the model in this folder.

    node score.mjs texts.jsonl            each row is a text, or an object with the field "text"
    node score.mjs --field body FILE      another field; in a .txt file, each line is a text
    node score.mjs --self-test            compares with the probabilities in examples.jsonl

In JavaScript: import { openModel } from './score.mjs'; (await openModel()).predict(['a text']).
`;

/** Runs the script if Node was started with it. */
export async function runScript(url: string, open: () => Promise<Model>): Promise<void> {
  const [, scriptPath] = process.argv;
  const file = fileURLToPath(url);
  if (scriptPath === undefined || realpathSync(scriptPath) !== realpathSync(file)) return;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has closed the pipe, as `head` does.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    process.exitCode = await main(process.argv.slice(2), join(file, '..'), open);
  } catch (error) {
    const why = errorText(error, join(file, '..'));
    if (why === undefined) throw error;
    process.stderr.write(`${why}\n`);
    process.exitCode = 2;
  }
}

function errorText(error: unknown, folder: string): string | undefined {
  if (isModuleMissing(error)) {
    return `onnxruntime-node is not installed. Install the packages of the model in ${folder}: npm install --ignore-scripts`;
  }
  if (error instanceof ScriptError) return error.message;
  return isSystemError(error) ? readErrorText(error) : undefined;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function readErrorText({ code, path = 'The file', message: why }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `There is no file ${path}.`;
  return `${path} cannot be read: ${why}.`;
}

async function main(
  given: readonly string[],
  folder: string,
  open: () => Promise<Model>,
): Promise<number> {
  const at = given.indexOf('--field');
  const hasField = at >= 0 && at + 1 < given.length;
  const field = hasField ? given[at + 1]! : 'text';
  const [input, ...more] = hasField ? [...given.slice(0, at), ...given.slice(at + 2)] : given;
  if ((input === '--help' || input === '-h') && more.length === 0) {
    process.stdout.write(usage);
    return 0;
  }
  if (input === undefined || more.length > 0) throw new ScriptError(usage.trimEnd());
  const model = await open();
  if (input === '--self-test') return selfTest(model, folder);
  if (input === '-') await score(model, process.stdin, field, 'the input');
  else {
    const found = await stat(input);
    if (found.isDirectory()) throw new ScriptError(`${input} is a folder. Name a file.`);
    await score(model, createReadStream(input), field, input);
  }
  return 0;
}

/** @throws ScriptError if no row has a text, or the file is not UTF-8 */
async function score(
  model: Model,
  input: AsyncIterable<unknown>,
  field: string,
  name: string,
): Promise<void> {
  const plain = name.endsWith('.txt');
  let [number, rows, leftOut] = [0, 0, 0];
  let first: Fault | undefined;
  for await (const bytes of linesOf(input as AsyncIterable<Uint8Array>)) {
    number++;
    const line = decoded(bytes);
    if (line === undefined) {
      throw new ScriptError(
        `Line ${number} of ${name} is not UTF-8. Save the file as UTF-8; “marginalia predict” reads other encodings.`,
      );
    }
    if (!plain && isBlank(line)) continue;
    const row = readRow(line, field, plain);
    if ('isJson' in row) {
      leftOut++;
      first ??= { ...row, why: `Line ${number} of ${name} ${row.why}.` };
      continue;
    }
    rows++;
    const p = await model.probabilities(
      row.text,
      row.own['vectors'] as RowVectors | null | undefined,
    );
    const hasCapacity = process.stdout.write(`${written(row, line, model.labelled(p))}\n`);
    if (!hasCapacity) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
  if (rows === 0) throw new ScriptError(noRowsText(name, first, plain));
  if (leftOut > 0) process.stderr.write(`Rows left out: ${leftOut}. ${first!.why}\n`);
}

/** A row's labels with its id; the digits of a number are those of the line. */
function written({ own }: TextRow, line: string, labelled: object): string {
  const labels = JSON.stringify(labelled);
  const { id } = own;
  if (id === undefined) return labels;
  const again = (row: unknown): unknown => (row as TextRow['own'])['id'];
  const digits =
    typeof id === 'number' ? String(digitsOf(id, line, '"id"', true, again)) : undefined;
  return `{"id":${digits ?? JSON.stringify(id)},${labels.slice(1)}`;
}

interface TextRow {
  readonly text: string;
  /** The row itself, which may have an id and vectors. */
  readonly own: Readonly<Record<string, unknown>>;
}

/** Why a line is left out. */
interface Fault {
  readonly isJson: boolean;
  readonly why: string;
}

function readRow(line: string, field: string, plain: boolean): TextRow | Fault {
  let read: unknown = line;
  try {
    if (!plain) read = JSON.parse(line);
  } catch {
    return { isJson: false, why: 'is not JSON' };
  }
  const own = (typeof read === 'string' ? { [field]: read } : read) as TextRow['own'] | null;
  const text = own?.[field];
  if (own && typeof text === 'string' && !isBlank(text)) return { text, own };
  return { isJson: true, why: plain ? 'has no text' : `has no text in "${field}"` };
}

/** Explains why a file has no row to label. */
function noRowsText(name: string, first: Fault | undefined, plain: boolean): string {
  if (!first) return `${name} has no rows.`;
  if (plain) return first.why;
  return first.isJson
    ? `${first.why} Name the field with --field.`
    : `${first.why} This script reads JSON Lines, and .txt files with one text per line; “marginalia predict” reads other files.`;
}

const lineFeed = 10;

/** Lines, split at line feeds only: a text may contain other line separators. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = [];
  for await (const chunk of input) {
    let from = 0;
    for (let at; (at = chunk.indexOf(lineFeed, from)) >= 0; from = at + 1) {
      yield Buffer.concat([...rest, chunk.subarray(from, at)]);
      rest = [];
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A line without its carriage return; undefined if it is not UTF-8. */
function decoded(line: Uint8Array): string | undefined {
  try {
    return utf8.decode(line).replace(/\r+$/, '');
  } catch {
    return undefined;
  }
}

async function selfTest(model: Model, folder: string): Promise<number> {
  const part = 'examples.jsonl';
  const examples = await readFile(join(folder, part), 'utf8').catch(() => {
    throw new ScriptError(formatMessage(message('modelFolder.damaged', { part })));
  });
  const lines = examples.trimEnd().split('\n');
  let worst = 0;
  for (const line of lines) {
    const row = JSON.parse(line) as {
      readonly text: string;
      readonly vectors?: RowVectors;
      readonly probabilities: Readonly<Record<string, number>>;
    };
    const p = await model.probabilities(row.text, row.vectors);
    model.labels.forEach((label, j) => {
      const difference = Math.abs(p[j]! - row.probabilities[label]!);
      worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
    });
  }
  process.stdout.write(
    `${lines.length} examples, largest difference in a probability ${worst.toExponential(1)}\n`,
  );
  return worst <= model.tolerance ? 0 : 1;
}
