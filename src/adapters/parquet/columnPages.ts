import type { DecodedArray, FileMetaData, PageHeader, SchemaTree } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import type { ParquetFile } from './openParquet.ts';
import { checkHeader, readDictionary, readPage, valuesIn, type Leaf, type Page } from './pages.ts';
import { UnreadableError } from './unreadable.ts';
import { parsers } from './values.ts';

type Chunk = FileMetaData['row_groups'][number]['columns'][number];

/** Bytes read at a time. */
const window = 2 ** 20;
/** A page's header is rarely more than a hundred bytes; statistics may be long. */
const shortHeader = 2 ** 12;
const longestHeader = 2 ** 24;

/** The pages of a column of a row group, one after the other. */
export class ColumnPages {
  readonly #file: ParquetFile;
  readonly #leaf: Leaf;
  readonly #end: number;
  #at: number;
  #held = new Uint8Array(0);
  #heldAt: number;
  #left: number;
  #dictionary: DecodedArray | undefined;

  constructor(file: ParquetFile, chunk: Chunk) {
    this.#file = file;
    const {
      data_page_offset: first,
      dictionary_page_offset: dictionary,
      ...meta
    } = chunk.meta_data!;
    // Some writers without a dictionary store offset 0.
    const start = Number(dictionary ? (dictionary < first ? dictionary : first) : first);
    this.#at = this.#heldAt = start;
    this.#end = start + Number(meta.total_compressed_size);
    if (!(this.#end >= start)) throw new UnreadableError('a column of no bytes');
    this.#left = Number(meta.num_values);
    const tree = { children: file.columns } as SchemaTree;
    const schemaPath = getTreePath(
      { ...tree, element: file.metadata.schema[0]!, path: [], count: 0 },
      meta.path_in_schema,
    );
    this.#leaf = {
      codec: meta.codec,
      maxRepetition: getMaxRepetitionLevel(schemaPath.slice(1)),
      maxDefinition: getMaxDefinitionLevel(schemaPath),
      decoder: {
        pathInSchema: meta.path_in_schema,
        element: schemaPath.at(-1)!.element,
        schemaPath,
        type: meta.type,
        codec: meta.codec,
        // Byte arrays that are not declared as text may be binary.
        utf8: false,
        parsers: { ...DEFAULT_PARSERS, ...parsers },
      },
    };
  }

  get leaf(): Leaf {
    return this.#leaf;
  }

  /**
   * The next page; undefined at the end.
   * @param skip number of values to skip: pages within them are not decoded
   * @throws Unreadable
   */
  async next(skip = 0): Promise<(Page & { readonly skipped: number }) | undefined> {
    let skipped = 0;
    while (this.#left > 0) {
      const header = await this.#header();
      checkHeader(header, this.#end - this.#at);
      const count = valuesIn(header);
      if (header.type !== 'DICTIONARY_PAGE') {
        if (count > this.#left)
          throw new UnreadableError('pages have more values than their column');
        this.#left -= count;
        if (skipped + count <= skip) {
          skipped += count;
          this.#at += header.compressed_page_size;
          continue;
        }
      }
      const body = await this.#bytes(header.compressed_page_size);
      this.#at += header.compressed_page_size;
      if (header.type === 'DICTIONARY_PAGE') {
        this.#dictionary = readDictionary(header, body, this.#leaf);
      } else if (count > 0) {
        return { ...readPage(header, body, this.#leaf, this.#dictionary), skipped };
      }
    }
    return undefined;
  }

  async #header(): Promise<PageHeader> {
    for (let length = shortHeader; ; length *= 16) {
      const bytes = await this.#bytes(Math.min(length, this.#end - this.#at));
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const reader = { view, offset: 0 };
      try {
        const header = parquetHeader(reader);
        this.#at += reader.offset;
        return header;
      } catch (error) {
        // The header may be longer.
        if (bytes.length < length || length >= longestHeader) throw error;
      }
    }
  }

  /** Bytes from the present position on, without advancing it. */
  async #bytes(length: number): Promise<Uint8Array> {
    const from = this.#at - this.#heldAt;
    if (from + length > this.#held.length) {
      const reach = Math.min(Math.max(window, length), this.#end - this.#at);
      if (reach < length || reach <= 0) throw new UnreadableError('a column ends early');
      this.#held = Uint8Array.from(await this.#file.read(this.#at, reach));
      this.#heldAt = this.#at;
      return this.#held.subarray(0, length);
    }
    return this.#held.subarray(from, from + length);
  }
}
