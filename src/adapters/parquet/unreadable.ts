/** A Parquet file is inconsistent. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
