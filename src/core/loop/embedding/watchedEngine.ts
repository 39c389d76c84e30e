import { isPoolChanged } from '../../errors.ts';
import type { Engine } from '../../engine/engineApi.ts';

type Method = (...args: never[]) => Promise<unknown>;

/** Readings of a changing pool that nothing is answered in between. */
const maxFailedReads = 3;

/**
 * The engine, with an ear for reads that find a file of the pool changed: where nobody watches it (behind a
 * symbolic link, on another machine's disk), that is how the change comes to light.
 * @param onChanged told of it; `mayRead` says whether to read the pool again: not where that has been done in vain
 */
export function watchedEngine(
  handle: { readonly remote: Engine },
  store: { lastSeq(): number },
  onChanged: (message: string, mayRead: () => boolean) => void,
): Engine {
  let answered = -1;
  let inVain = 0;
  const mayRead = (): boolean => {
    const seq = store.lastSeq();
    if (seq !== answered) [answered, inVain] = [seq, 0];
    return inVain++ < maxFailedReads;
  };
  return new Proxy({} as Engine, {
    get:
      (_, method: keyof Engine) =>
      async (...args: never[]) => {
        try {
          return await (handle.remote[method] as Method)(...args);
        } catch (error) {
          if (isPoolChanged(error)) onChanged((error as Error).message, mayRead);
          throw error;
        }
      },
  });
}
