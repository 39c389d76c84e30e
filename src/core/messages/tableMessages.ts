/** Messages about table files that are not text: Parquet and Excel. */
export interface TableMessages {
  'parquet.cutShort': { readonly path: string };
  'parquet.encrypted': { readonly path: string };
  'parquet.broken': { readonly path: string };
  'parquet.codec': { readonly path: string; readonly column: string; readonly codec: string };
  'xlsx.broken': { readonly path: string };
  'xlsx.notExcel': { readonly path: string };
  'xlsx.noSheet': {
    readonly path: string;
    readonly sheet: string;
    readonly sheets: readonly string[];
  };
  'parquet.type': { readonly path: string; readonly column: string; readonly type: string };
}
