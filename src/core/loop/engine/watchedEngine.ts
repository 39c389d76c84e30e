import type { Message } from '../../messages/message.ts';
import { isPoolChanged, userMessageOf } from '../../errors.ts';
import type { Engine } from '../../engine/engineApi.ts';

type Method = (...args: never[]) => Promise<unknown>;

/** Rereads of a changing pool that are allowed without a journal event in between. */
const maxFailedReads = 3;

/**
 * Wraps the engine to report reads that find a changed pool file: where file watching does not work (symbolic
 * links, network drives), this detects the change.
 * @param onChanged called for such a read, which also rejects; `mayRead` returns whether to reread the pool:
 * false after several failed attempts
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
