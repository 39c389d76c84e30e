/** One step from a version of the database to the next. Never edited once it was released. */
export interface Migration {
  /** The version that the database has afterwards; 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly sql: string;
}
