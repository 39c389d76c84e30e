/** A file of vectors, read by rows. A port: implemented by the NumPy adapter. */
export interface OpenedVectors {
  readonly rows: number;
  readonly dimensions: number;
  /** Rows from ≤ row < to, row-major, unchanged from the file. */
  read(from: number, to: number): Promise<Float32Array>;
  close(): Promise<void>;
}
