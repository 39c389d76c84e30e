/** A file of a pool, uncompressed: read once from front to back, then here and there. */
export interface ByteSource {
  /** As the project names it; used in problems. */
  readonly path: string;
  /** Bytes. */
  size(): Promise<number>;
  /** The bytes from `start` on, in chunks that the reader may keep. @throws CancelledError */
  stream(start?: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Up to `length` bytes from `offset`; fewer only where the file ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}
