import type { Message } from '../../messages/message.ts';
import { isPoolChanged, userMessageOf } from '../../errors.ts';
import type { Engine } from '../../engine/engineApi.ts';

type Method = (...args: never[]) => Promise<unknown>;

/** Reads of a changing pool without an answer in between. */
const maxFailedReads = 3;

/**
 * The engine, which reports reads that find a file of the pool changed: where nobody watches it (behind a
 * symbolic link, on another machine's disk), the change is detected in this way.
 * @param onChanged called then; `mayRead` says whether to read the pool again: not after several vain attempts
 */
export function watchedEngine(
  handle: { readonly remote: Engine },
  store: { lastSeq(): number },
  onChanged: (message: Message, mayRead: () => boolean) => void,
): Engine {
  let lastSeq = -1;
  let failedReads = 0;
  const mayRead = (): boolean => {
    const seq = store.lastSeq();
    if (seq !== lastSeq) [lastSeq, failedReads] = [seq, 0];
    return failedReads++ < maxFailedReads;
  };
  return new Proxy({} as Engine, {
    get:
      (_, method: keyof Engine) =>
      async (...args: never[]) => {
        try {
          return await (handle.remote[method] as Method)(...args);
        } catch (error) {
          if (isPoolChanged(error)) onChanged(userMessageOf(error)!, mayRead);
          throw error;
        }
      },
  });
}
