import { access } from 'node:fs/promises';
import { constants } from 'node:fs';
import { quotedRows } from '../adapters/csv/quotedRows.ts';
import { UserError, userMessageOf } from '../core/errors.ts';
import { message, paramsOf } from '../core/messages/messages.ts';
import { openPool, type Pool } from '../core/pool/openPool.ts';
import { storedForm, type PoolSpec } from '../core/pool/poolSpec.ts';
import { findReading } from '../core/pool/reading/findReading.ts';
import type { RecordFiles } from './recordFiles.ts';
import { openPoolSource, samplePoolFile } from '../host/poolSource.ts';
import { requireFile } from '../host/requireFile.ts';

/**
 * Opens the files of a simulation as a pool.
 * @throws UserError if a file is unreadable or lacks a field
 * @throws CancelledError
 */
export async function openRecords(
  records: RecordFiles,
  { cacheFolder, signal }: { readonly cacheFolder: string; readonly signal: AbortSignal },
): Promise<Pool> {
  const files: PoolSpec['files'][number][] = [];
  const sources = [];
  for (const { path, format: overrides } of records.files) {
    await requireFile(path);
    await access(path, constants.R_OK).catch(() => {
      throw new UserError(message('simulate.cannotRead', { path }));
    });
    const { format } = findReading(path, await samplePoolFile({ location: path }), overrides);
    files.push({ path, format });
    sources.push(
      await openPoolSource({ location: path, ...storedForm(format), cacheFolder, signal }),
    );
  }
  const { textFields, labelField, labelNames, multiLabel, filter, apart } = records;
  const spec: PoolSpec = {
    files,
    textFields,
    ...(multiLabel?.columns ? {} : { labelField }),
    contextFields: [],
    ...(multiLabel && { multiLabel }),
    ...(labelNames && { labelNames }),
    ...(filter && { filter }),
    ...(apart && { apart }),
  };
  try {
    return await openPool(spec, sources, { quotedRows, signal });
  } catch (error) {
    const missing = paramsOf(userMessageOf(error), 'pool.lacksText');
    if (missing === undefined) throw error;
    // The pool's own message refers to a project file; here the fields come from the command line.
    throw new UserError(message('simulate.lacksText', missing));
  }
}
