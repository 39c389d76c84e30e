import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { GuessedFields } from '../core/pool/guessFields.ts';

/** The error for a file in which no field looks like text. */
export function noTextsError(
  file: string,
  { emptyText: field }: Pick<GuessedFields, 'emptyText'>,
  fields: readonly string[],
): UserError {
  return new UserError(
    field === undefined
      ? message('predict.noTexts', { file, fields })
      : message('predict.emptyTexts', { file, field }),
  );
}
