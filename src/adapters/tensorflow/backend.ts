import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Message } from '../../core/messages/message.ts';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { BackendName, HeadBackend, BackendFault } from '../../core/heads/headBackend.ts';

/** TensorFlow.js's own interface, bound to the backend it was opened with. */
export type Tf = typeof tfjs;

export interface TensorflowBackend {
  /** The backend that really computes, not the requested one. */
  readonly name: BackendName;
  /** Version of TensorFlow.js. */
  readonly version: string;
  readonly tf: Tf;
}

/** A chosen backend with its description for the user. */
export interface OpenedTensorflow extends TensorflowBackend, HeadBackend {}

/** A known reason why a backend does not work; other errors are reported by their own messages. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';
  readonly why: BackendFault;
  readonly problem: Message;

  /** @param inLog text for the log */
  constructor(why: BackendFault, problem: Message, inLog: string) {
    super(inLog);
    this.why = why;
    this.problem = problem;
  }
}

/** Called on first use: a head that is only stored or described needs no backend. */
export type OpenBackend = () => Promise<TensorflowBackend>;

/**
 * Returns a backend only after a test computation: a library that loads may still fail at its first
 * operation.
 * @throws UserError if [1 2]·[3 4]ᵀ is not 11.
 */
export async function verifiedBackend(name: BackendName, tf: Tf): Promise<TensorflowBackend> {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])));
  const [value] = await product.data();
  product.dispose();
  if (value !== 11) throw new UserError(message('backend.wrongProduct', { value: Number(value) }));
  return { name, version: tf.version_core, tf };
}
