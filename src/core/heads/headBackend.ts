import type { Message } from '../messages/message.ts';

/** What can compute the MC-dropout network, the fastest first: a graphics card, TensorFlow's C library, WebAssembly, plain JavaScript. */
export type BackendName = 'tensorflow-gpu' | 'tensorflow' | 'wasm' | 'cpu';

/** The packages with TensorFlow's C library, installed on request only: one for graphics cards, one for processors. */
export const nativePackages = ['tfjs-node-gpu', 'tfjs-node'] as const;
export type NativePackage = (typeof nativePackages)[number];

/** What keeps a backend from serving. */
export type WhyNot =
  /** `crashed`: it took the process with it whenever it was loaded. */
  | { readonly kind: 'notInstalled' | 'noCard' | 'crashed' }
  /** What it said when it was loaded. */
  | { readonly kind: 'failed'; readonly message: Message };

/** What computes a head, for people to see. */
export interface HeadBackend {
  /** What really computes, not what was asked for. */
  readonly name: BackendName;
  /** Of TensorFlow.js. */
  readonly version: string;
  /** The graphics card, where it computes and its name is known. */
  readonly card?: string;
  /** The faster ones, the fastest first, and what keeps them from serving. */
  readonly passedOver: readonly { readonly name: BackendName; readonly why: WhyNot }[];
}
