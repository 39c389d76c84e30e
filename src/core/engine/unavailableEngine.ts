import type { Engine } from './engineApi.ts';

/** The engine ended and is not back yet. Named as the protocol names a call that lost its other side. */
export class EngineUnavailableError extends Error {
  override readonly name = 'ChannelClosedError';
  constructor() {
    super('The engine is being started again.');
  }
}

/**
 * Stands for the engine between its end and the reopening of the pool. Work that spans the end
 * would otherwise ask a fresh engine about a pool that it has not read, and take its answer for news.
 */
export const unavailableEngine: Engine = new Proxy({} as Engine, {
  get: () => () => Promise.reject(new EngineUnavailableError()),
});
