import { replaceFile } from '../adapters/files/replaceFile.ts';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { ExportOptions, ExportSummary } from '../core/interchange/exportOptions.ts';
import { contentOf } from './contentOf.ts';
import { exportContent } from './exportContent.ts';
import type { ExportSource } from './exportItems.ts';

/**
 * Writes every label with its rows to a file, which gets its final name only when complete. Labels of records
 * missing from the pool come last.
 * @throws UserError if there is nothing to write or the file cannot be written; CancelledError
 */
export async function exportLabels(
  options: ExportOptions,
  source: ExportSource & {
    /** Whether a file belongs to the project, so that an export must not overwrite it. */
    readonly isProjectFile: (path: string) => boolean;
  },
): Promise<ExportSummary> {
  const content = exportContent(options, source);
  if (source.isProjectFile(options.to)) {
    throw new UserError(message('export.ownFile', { path: options.to }));
  }
  try {
    await replaceFile(options.to, contentOf(content));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      throw new UserError(message('export.cannotWrite', { path: options.to, why: error.message }), {
        cause: error,
      });
    }
    throw error;
  }
  return content.summary();
}
