import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Message } from '../../core/messages/message.ts';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { BackendName, HeadBackend, WhyNot } from '../../core/heads/headBackend.ts';

/** TensorFlow.js's own interface. Whoever carries it computes on the backend that was opened with it. */
export type Tf = typeof tfjs;

export interface TensorflowBackend {
  /** What really computes, not what was asked for. */
  readonly name: BackendName;
  /** Of TensorFlow.js. */
  readonly version: string;
  readonly tf: Tf;
}

/** A backend that was chosen among others, as people are told of it. */
export interface OpenedTensorflow extends TensorflowBackend, HeadBackend {}

/** Says what keeps a backend from serving, where that is known; every other error speaks for itself. */
export class NotServingError extends Error {
  override readonly name = 'NotServingError';
  readonly why: WhyNot;
  readonly problem: Message;

  /** @param inLog what the log says */
  constructor(why: WhyNot, problem: Message, inLog: string) {
    super(inLog);
    this.why = why;
    this.problem = problem;
  }
}

/** Opened when it is first needed: a head that is only stored or described costs nothing. */
export type OpenBackend = () => Promise<TensorflowBackend>;

/**
 * Passes a backend on only after it has computed something: a library that loads may still fail at
 * its first operation.
 * @throws UserError if [1 2]·[3 4]ᵀ is not 11.
 */
export async function proven(name: BackendName, tf: Tf): Promise<TensorflowBackend> {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])));
  const [value] = await product.data();
  product.dispose();
  if (value !== 11) throw new UserError(message('backend.wrongProduct', { value: Number(value) }));
  return { name, version: tf.version_core, tf };
}
