/** One step from a database version to the next. Never edited once it is released. */
export interface Migration {
  /** The database version afterwards; 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly sql: string;
}
