import { UserError } from '../../../errors.ts';
import { message } from '../../../messages/messages.ts';
import type { ReadOptions } from '../format.ts';

/**
 * The field with the text, for tools that let their users name it.
 * @param fields that hold a text in some row, in order of first appearance
 * @param likely names that other parts of the file point to
 * @throws UserError if several could be meant
 */
export function textFieldOf(
  fields: ReadonlySet<string>,
  likely: Iterable<string>,
  { textField }: Pick<ReadOptions, 'textField'>,
): string {
  const found = [...(textField === undefined ? ['text', ...likely] : [textField])].find((name) =>
    fields.has(name),
  );
  if (found !== undefined) return found;
  if (textField === undefined && fields.size <= 1) return [...fields][0] ?? 'text';
  throw new UserError(message('interchange.whichText', { fields: [...fields] }));
}

/**
 * The question whose answers are read; undefined if the file has none.
 * @throws UserError if there are several, or none of the given name
 */
export function questionOf(
  questions: ReadonlySet<string>,
  { question }: Pick<ReadOptions, 'question'>,
): string | undefined {
  if (question !== undefined ? questions.has(question) : questions.size <= 1) {
    return question ?? [...questions][0];
  }
  if (questions.size === 0) return undefined;
  throw new UserError(message('interchange.whichQuestion', { questions: [...questions] }));
}
