/** A fingerprint of the pool's files that can be taken without reading them. */
export interface PoolSnapshot {
  /** Total bytes. */
  readonly size: number;
  /** Equal for equal states of the files; covers missing files. */
  readonly state: string;
}

/**
 * Larger pools take so long to index that they are reindexed only on request; also the editor's own
 * limit.
 */
const largePoolBytes = 50 * 1024 * 1024;

/**
 * What to do after an event on a pool's files. Events may arrive late and describe the state before
 * opening, and a large pool that another program keeps writing must not be read again and again.
 * @param opened state of the files when last read
 * @param readable whether reading succeeded: a pool that failed is retried at any size
 */
export function decidePoolReload(
  opened: PoolSnapshot | undefined,
  now: PoolSnapshot,
  readable: boolean,
): 'nothing' | 'ask' | 'read' {
  if (opened?.state === now.state) return 'nothing';
  // With missing files nothing can be indexed, which the panel has to report.
  const isPresent = !now.state.split('\n').includes('absent');
  return readable && isPresent && now.size > largePoolBytes ? 'ask' : 'read';
}
