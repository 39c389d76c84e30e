/** An uncompressed pool file: read once from front to back, then at random. */
export interface ByteSource {
  /** The project's name for the file; used in problems. */
  readonly path: string;
  /** Bytes. */
  size(): Promise<number>;
  /**
   * The bytes from `start` on, in chunks that the reader may keep.
   * @throws CancelledError
   */
  stream(start?: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Up to `length` bytes from `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}
