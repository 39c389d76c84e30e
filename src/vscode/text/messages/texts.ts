import type { Localize } from '../../../core/localize.ts';
import type { Message } from '../../../core/messages/message.ts';

/** A text for each code of a message table. `text` renders nested messages. */
export type Texts<Table> = {
  readonly [Code in keyof Table]: (
    params: Table[Code],
    localize: Localize,
    text: (message: Message) => string,
  ) => string;
};
