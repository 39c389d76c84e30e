import { UserError } from '../../errors.ts';
import { message } from '../../messages/messages.ts';
import { listInText, partsOf } from '../../pool/labelLists.ts';
import { judgementByList } from './carried.ts';
import type { ReadRow } from './exchangeRow.ts';
import { isProblem, type ReadableFormat } from './format.ts';

/** A value in place of a separator: labels are not split. */
export const notSeparated = 'none';

/** Formats in which a text may join several labels; the others define how they write several. */
const dividable: readonly ReadableFormat['name'][] = ['marginalia', 'csv', 'huggingface'];

/** Whether a label's text may hold several labels. */
export function mayBeJoined({ name }: Pick<ReadableFormat, 'name'>): boolean {
  return dividable.includes(name);
}

/**
 * The format with each label's text split: a list in it yields its names, any other text its parts.
 * @param separator undefined, or `notSeparated`: each text is one label
 * @throws UserError if the format has its own way to write several labels
 */
export function withSeparator(
  format: ReadableFormat | undefined,
  separator: string | undefined,
): ReadableFormat | undefined {
  if (format === undefined || separator === undefined || separator === notSeparated) return format;
  const { title, read, rows } = format;
  if (!mayBeJoined(format)) {
    const params = { option: '--separator', format: title };
    throw new UserError(message('interchange.fieldsFixed', params));
  }
  return {
    ...format,
    read: async function* (file, options) {
      for await (const item of read(file, options)) {
        yield isProblem(item) ? item : divided(item, separator, rows === 'table');
      }
    },
  };
}

function divided(row: ReadRow, separator: string, isTable: boolean): ReadRow {
  const { rawJudgement, skipped, known } = row;
  if (rawJudgement === undefined) {
    const isEmpty = isTable && !skipped && known === undefined;
    return isEmpty ? { ...row, rawJudgement: { kind: 'emptyList' } } : row;
  }
  if (rawJudgement.kind !== 'label') return row;
  const names = listInText(rawJudgement.label) ?? partsOf(rawJudgement.label, separator);
  const list =
    names.length > 0 ? judgementByList(names, undefined, true) : { kind: 'emptyList' as const };
  return { ...row, rawJudgement: list };
}
