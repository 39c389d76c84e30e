import type { Message } from '../messages/message.ts';

/**
 * Backends for the MC-dropout network, fastest first: graphics card, TensorFlow's C library,
 * WebAssembly, plain JavaScript.
 */
export type BackendName = 'tensorflow-gpu' | 'tensorflow' | 'wasm' | 'cpu';

/**
 * npm packages with TensorFlow's C library, installed on request only: for graphics cards and for
 * processors.
 */
export const nativePackages = ['tfjs-node-gpu', 'tfjs-node'] as const;
export type NativePackage = (typeof nativePackages)[number];

/** Why a backend is unavailable. */
export type BackendFault =
  /** `crashed`: it crashed the process whenever it was loaded. */
  | { readonly kind: 'notInstalled' | 'noCard' | 'crashed' }
  /** Its error while loading. */
  | { readonly kind: 'failed'; readonly message: Message };

/** The backend of a head, for display. */
export interface HeadBackend {
  /** The backend in use, not the requested one. */
  readonly name: BackendName;
  /** Version of TensorFlow.js. */
  readonly version: string;
  /** The graphics card, if it is used and its name is known. */
  readonly card?: string;
  /** Faster backends, fastest first, and why they are unavailable. */
  readonly passedOver: readonly { readonly name: BackendName; readonly why: BackendFault }[];
}
