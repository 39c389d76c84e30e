import { UnreachableError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import type { Engine } from './engineApi.ts';

/**
 * Replaces the engine between its exit and the reopening of the pool. Otherwise work in progress
 * would query a fresh engine that has not read the pool, and trust its answers.
 */
export const unavailableEngine: Engine = new Proxy({} as Engine, {
  get: () => () => Promise.reject(new UnreachableError(message('engine.startingAgain', {}))),
});
