import { openFileSource, type FileSourceOptions } from '../adapters/files/fileSource.ts';
import { readSamples, type SampleOptions } from '../adapters/files/samples.ts';
import type { ByteSource } from '../core/pool/byteSource.ts';
import type { FileSamples } from '../core/pool/reading/reading.ts';
import { tableReaders } from './tableReaders.ts';

/** A pool file of any format as plain UTF-8. */
export function openPoolSource(options: FileSourceOptions): Promise<ByteSource> {
  return openFileSource({ ...options, tables: tableReaders });
}

/** Samples of a pool file of any format. */
export function samplePoolFile(options: SampleOptions): Promise<FileSamples> {
  return readSamples({ ...options, tables: tableReaders });
}
