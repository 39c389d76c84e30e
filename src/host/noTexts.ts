import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { GuessedFields } from '../core/pool/guessFields.ts';

/** Why no field of a file is taken for its texts. */
export function noTexts(
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
