import { createReadStream, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isModuleMissing, UserError } from '../core/errors.ts';
import { untranslated } from '../core/localize.ts';
import type { Message } from '../core/messages/message.ts';
import { modelFolderTexts } from '../vscode/text/messages/modelFolderTexts.ts';
import type { Texts } from '../vscode/text/messages/texts.ts';
import type { Model, RowVectors } from './model.ts';

const usage = `Labels texts with the model in this folder.

    node score.mjs texts.jsonl            a row is a text, or an object with the field "text"
    node score.mjs --field body FILE      another field; of a .txt file every line is a text
    node score.mjs --self-test            compares with the probabilities in examples.jsonl

In JavaScript: import { openModel } from './score.mjs'; (await openModel()).predict(['a text']).
`;

class Stop extends Error {}

/** Runs the script if it is what Node was started with. */
export async function runScript(url: string, open: () => Promise<Model>): Promise<void> {
  const [, started] = process.argv;
  const file = fileURLToPath(url);
  if (started === undefined || realpathSync(started) !== realpathSync(file)) return;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has seen enough, as `head` has.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    process.exitCode = await main(process.argv.slice(2), join(file, '..'), open);
  } catch (error) {
    const why = whyStopped(error, join(file, '..'));
    if (why === undefined) throw error;
    process.stderr.write(`${why}\n`);
    process.exitCode = 2;
  }
}

function whyStopped(error: unknown, folder: string): string | undefined {
  if (error instanceof UserError) return sentence(error.problem);
  if (isModuleMissing(error)) {
    return `onnxruntime-node is not installed. To install what the model needs, in ${folder}: npm install --ignore-scripts`;
  }
  const isExpected = error instanceof Stop || (error instanceof Error && 'syscall' in error);
  return isExpected ? error.message : undefined;
}

/** In English; the scripts carry only the texts of model folders. */
function sentence({ code, params }: Message): string {
  const texts = modelFolderTexts as Texts<Record<string, object>>;
  return texts[code]?.(params, untranslated, sentence) ?? code;
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
  if (input === undefined || more.length > 0 || input === '--help' || input === '-h') {
    process.stderr.write(usage);
    return 2;
  }
  const model = await open();
  if (input === '--self-test') return selfTest(model, folder);
  const stream = input === '-' ? process.stdin : createReadStream(input);
  await score(model, stream, field, input.endsWith('.txt'));
  return 0;
}

async function score(
  model: Model,
  input: AsyncIterable<unknown>,
  field: string,
  plain: boolean,
): Promise<void> {
  let number = 0;
  for await (const text of linesOf(input as AsyncIterable<Uint8Array>)) {
    number++;
    if (!plain && text.trim() === '') continue;
    const parsed: unknown = plain ? text : parse(text, number);
    const row = (typeof parsed === 'string' ? { [field]: parsed } : parsed) as Readonly<
      Record<string, unknown>
    > | null;
    const own = row?.[field];
    if (typeof own !== 'string') {
      throw new Stop(`Line ${number} has no text in "${field}"; name the field by --field.`);
    }
    const p = await model.probabilities(own, row?.['vectors'] as RowVectors | undefined);
    const id = row && 'id' in row ? { id: row['id'] } : {};
    const isTaken = process.stdout.write(`${JSON.stringify({ ...id, ...model.labelled(p) })}\n`);
    if (!isTaken) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}

/** Lines, split at line feeds only: a text may contain other line separators. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new Stop('The texts are not in UTF-8. Save them as UTF-8.');
    }
  };
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + decode(chunk)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  rest += decode();
  if (rest !== '') yield rest;
}

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Stop(`Line ${number} is not JSON. Give a line of JSON a text, or a .txt file.`);
  }
}

async function selfTest(model: Model, folder: string): Promise<number> {
  const lines = (await readFile(join(folder, 'examples.jsonl'), 'utf8')).trimEnd().split('\n');
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
    `${lines.length} examples, largest difference of a probability ${worst.toExponential(1)}\n`,
  );
  return worst <= model.tolerance ? 0 : 1;
}
