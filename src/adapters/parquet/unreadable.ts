/** Bytes of a Parquet file that contradict themselves. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
