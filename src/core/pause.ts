/**
 * Yields to the event loop between two slices of computation (in Node: `setImmediate` as a
 * promise), so that aborts and messages arrive. The core has no timers.
 */
export type Pause = () => Promise<void>;
