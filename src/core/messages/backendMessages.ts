import type { NativePackage } from '../heads/headBackend.ts';
import type { Message, NoParams } from './message.ts';

interface PackageParams {
  readonly name: NativePackage;
}

/** Messages about the libraries that compute dropout heads, and their installation by npm. */
export interface BackendMessages {
  /** Backend names with the reason why each is unavailable. */
  'backend.none': { readonly reasons: readonly BackendReason[] };
  'backend.notInstalled': { readonly package: string };
  'backend.crashedBefore': { readonly times: number };
  'backend.nodeLacks': { readonly check: string; readonly node: string };
  'backend.noWasm': { readonly folder: string };
  'backend.doesNotStart': { readonly version: string };
  'backend.noNative': PackageParams;
  /** The result of [1 2]·[3 4]ᵀ. */
  'backend.wrongProduct': { readonly value: number };
  'backend.installing': NoParams;
  'backend.noNpm': PackageParams;
  /** npm failed, and nothing was installed. */
  'backend.npmFailed': { readonly why: Message };
  'npm.unreachable': PackageParams & { readonly host: string; readonly code: string };
  'npm.notFound': PackageParams;
  'npm.diskFull': PackageParams;
  'npm.noPermission': PackageParams;
  'npm.says': PackageParams & { readonly line: string };
  /** The download does not work here and was removed. */
  'backend.removedAgain': { readonly why: Message };
  'backend.crashed': PackageParams & { readonly how: Message };
  'backend.notLoaded': PackageParams & { readonly reason: Message };
  'backend.noCard': PackageParams;
  'backend.libraryMissing': PackageParams & { readonly library: string };
  'progress.npmDownloads': NoParams;
  'progress.libraryDownloads': NoParams;
  'progress.puttingTogether': NoParams;
  'progress.tryingBackend': NoParams;
}

export interface BackendReason {
  readonly name: string;
  readonly why: Message;
}
