import { UnreachableError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import type { Engine } from './engineApi.ts';

/**
 * Stands for the engine between its end and the reopening of the pool. Work that spans the end
 * would otherwise ask a fresh engine about a pool that it has not read, and take its answer for news.
 */
export const unavailableEngine: Engine = new Proxy({} as Engine, {
  get: () => () => Promise.reject(new UnreachableError(message('engine.startingAgain', {}))),
});
