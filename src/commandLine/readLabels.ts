import { message } from '../core/messages/messages.ts';
import { parseExactly } from '../core/pool/exactNumbers.ts';
import { readFile } from 'node:fs/promises';
import type { DescribedLabel } from '../core/embed/labelText.ts';
import { UserError } from '../core/errors.ts';

/**
 * Names and descriptions of a pool's label values, from a `.jsonl` file of `{"value", "name",
 * "description"}` (the name defaults to the value), or from plain text with one name per line,
 * where the value n means line n, from 0.
 * @returns one per value, in order
 * @throws UserError if the file is unreadable or lacks one of the values
 */
export async function readLabels(
  path: string,
  values: readonly string[],
): Promise<readonly DescribedLabel[]> {
  const lines = await linesOf(path);
  const isJson = /\.(jsonl|ndjson)$/i.test(path);
  const labelByValue = isJson
    ? new Map(lines.flatMap((line, i) => fromJson(path, line, i + 1)))
    : new Map(lines.map((name) => [name, { name }]));
  return values.map((value) => {
    const numbered = !isJson && /^\d+$/.test(value) ? lines[Number(value)] : undefined;
    const label = labelByValue.get(value) ?? (numbered ? { name: numbered } : undefined);
    if (label) return label;
    const form = isJson ? 'json' : 'lines';
    throw new UserError(message('simulate.labelsLack', { path, label: value, form }));
  });
}

async function linesOf(path: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new UserError(message('simulate.labelsNotRead', { path }));
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.map((line) => line.trim());
}

/** The label of a line by its value in the records' label field; none for an empty line. */
function fromJson(path: string, line: string, number: number): [string, DescribedLabel][] {
  if (line === '') return [];
  const invalidLine = (): UserError =>
    new UserError(message('simulate.labelsBadLine', { path, line: number }));
  let row: unknown;
  try {
    // As in the pool, numbers keep their digits.
    row = parseExactly(line);
  } catch {
    throw invalidLine();
  }
  if (typeof row !== 'object' || row === null) throw invalidLine();
  const { value, name = value, description = '' } = row as Record<string, unknown>;
  const isName = (candidate: unknown): candidate is string | number =>
    typeof candidate === 'number' || (typeof candidate === 'string' && candidate.trim() !== '');
  if (!isName(value) || !isName(name) || typeof description !== 'string') throw invalidLine();
  return [[String(value).trim(), { name: String(name), description }]];
}
