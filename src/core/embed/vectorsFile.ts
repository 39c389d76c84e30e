/** A file of vectors, read by rows. A port: the adapter for NumPy's files implements it. */
export interface OpenedVectors {
  readonly rows: number;
  readonly dimensions: number;
  /** Rows from ≤ row < to, row-major, as they stand in the file. */
  read(from: number, to: number): Promise<Float32Array>;
  close(): Promise<void>;
}
