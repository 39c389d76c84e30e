/** A Parquet file is inconsistent. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}
