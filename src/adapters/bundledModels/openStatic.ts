import { join } from 'node:path';
import { StaticEmbedder } from '../../core/embed/staticEmbedder.ts';
import { readVerified } from './readVerified.ts';
import type { Pause } from '../../core/pause.ts';

/** Folder name below `models`: static, English, 128 dimensions. */
export const staticFolder = 'static-en-128';

/** SHA-256 of the files of models/static-en-128. */
export const staticFiles = {
  'table.bin': '75ab98fe5019759c40e536b1a2fffad2757c3d605122818a9dcfcb1ea686843f',
  'vocabulary.txt': '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3',
} as const;

/** The bundled static embedding: its table and its word pieces. */
export interface StaticFiles {
  /** As written by `staticToBytes`. */
  readonly table: Uint8Array;
  readonly pieces: readonly string[];
}

/**
 * @param folder that holds table.bin and vocabulary.txt
 * @throws UserError if a file is missing or differs from the release.
 */
export async function readStatic(folder: string): Promise<StaticFiles> {
  const [table, vocabulary] = await Promise.all(
    (['table.bin', 'vocabulary.txt'] as const).map((file) =>
      readVerified(join(folder, file), staticFiles[file]),
    ),
  );
  const pieces = new TextDecoder().decode(vocabulary).trimEnd().split('\n');
  return { table: table!, pieces };
}

/** Opens in a tenth of a second; parameters and errors as for `readStatic`. */
export async function openStatic(folder: string, pause: Pause): Promise<StaticEmbedder> {
  const { table, pieces } = await readStatic(folder);
  return new StaticEmbedder(table, pieces, pause);
}
