/** What tells one state of the pool's files from another without reading them. */
export interface PoolSnapshot {
  /** Of all files, in bytes. */
  readonly size: number;
  /** Equal for equal states; a file that is absent has one too. */
  readonly state: string;
}

/** A pool of more bytes takes so long to index that it is not done unasked: the editor's own limit, too. */
const largePoolBytes = 50 * 1024 * 1024;

/**
 * What news of a pool's files call for. News may come late, of what was there before it was opened;
 * and a large pool that another program keeps writing would be read again and again.
 * @param opened as the files were when they were last read
 * @param readable whether reading them succeeded: a pool that failed is tried again, whatever its size
 */
export function decidePoolReload(
  opened: PoolSnapshot | undefined,
  now: PoolSnapshot,
  readable: boolean,
): 'nothing' | 'ask' | 'read' {
  if (opened?.state === now.state) return 'nothing';
  // Without its files nothing can be indexed, and the panel has to say so.
  const there = !now.state.split('\n').includes('absent');
  return readable && there && now.size > largePoolBytes ? 'ask' : 'read';
}
