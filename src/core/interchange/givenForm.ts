/** What is said of the form of a file of texts; what is left out is found from its content. */
export interface GivenForm {
  readonly encoding?: string;
  /** Bytes that a compressed file may unpack to; by default 200 times its size, 4 GB at most. */
  readonly maxUnpacked?: number;
  /** The sheet of an Excel file; by default the first visible one with a table. */
  readonly sheet?: string;
  /** Where the list of records stands in a JSON file: keys joined by dots. */
  readonly within?: string;
}
