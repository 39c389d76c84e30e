import type { Localize } from '../../../core/localize.ts';
import type { Message } from '../../../core/messages/message.ts';

/**
 * The text of each code of a table of messages.
 * `text` makes the texts of messages within messages.
 */
export type Texts<Table> = {
  readonly [Code in keyof Table]: (
    params: Table[Code],
    localize: Localize,
    text: (message: Message) => string,
  ) => string;
};
