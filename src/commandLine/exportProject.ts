import { UserError } from '../core/errors.ts';
import { formatNamed } from '../core/interchange/formats/registry.ts';
import { labelNames } from '../core/labels.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { contentOf } from '../host/contentOf.ts';
import { countedHoldout } from '../host/countedHoldout.ts';
import { exportContent } from '../host/exportContent.ts';
import { filesInUse } from '../host/poolFiles.ts';
import { openProjectPool } from '../host/projectPool.ts';
import { openProjectToRead } from '../host/projectToRead.ts';
import type { ExportSummary } from '../core/interchange/exportOptions.ts';
import { requireFreeOutput } from './requireFreeOutput.ts';
import type { ExportArguments } from './exportArguments.ts';
import { writeFile } from '../host/writeFile.ts';
import { writeTo } from './writeToStdout.ts';

/**
 * Writes the labels of a project without changing it.
 * @throws UserError if the project cannot be read, nothing is labelled, or the file cannot be written
 * @throws CancelledError
 */
export async function exportProject(
  { project: path, to, out, rows, split, labels: onlyLabels, skipped, force }: ExportArguments,
  { stdout, signal }: { readonly stdout: NodeJS.WritableStream; readonly signal: AbortSignal },
): Promise<ExportSummary> {
  const opened = await openProjectToRead(path);
  try {
    const { file, project, store } = opened;
    const labels = labelNames(project.labels);
    const unknown = onlyLabels.find((label) => !labels.includes(label));
    if (unknown !== undefined) {
      const params = { option: '--labels', values: labels, given: unknown };
      throw new UserError(message('interchange.oneOf', params));
    }
    if (out !== '-') await requireFreeOutput(out, await filesInUse(project, file.folder), force);
    const pool = await openProjectPool(opened, signal);
    try {
      const { engine, summary } = pool;
      const holdout = { store, project, engine, size: summary.size };
      const counted = split === 'holdout' && { counted: await countedHoldout(holdout) };
      const options = {
        format: to,
        rows,
        split,
        only: onlyLabels,
        skipped,
        labels,
        signal,
        ...counted,
      };
      const source = { store, engine, project };
      const exported = exportContent(options, source);
      const content = contentOf(exported, signal);
      if (out === '-') await writeTo(stdout, content);
      else await writeFile(out, content);
      return exported.summary();
    } finally {
      await pool.close();
    }
  } finally {
    await opened.close();
  }
}

/** The outcome of the export, one sentence each. */
export function exportSentences(
  { rows, answers, counted = answers, losses, withoutText }: ExportSummary,
  { to }: ExportArguments,
): Message[] {
  return [
    message('export.written', { rows, answers }),
    ...(counted < answers ? [message('export.holdoutCounted', { counted, answers })] : []),
    ...(withoutText > 0 ? [message('export.withoutText', { answers: withoutText })] : []),
    ...(losses.length > 0 ? [message('interchange.lost', { format: titleOf(to), losses })] : []),
  ];
}

/** The display name of a format. Marginalia's formats lose nothing, so no loss names them. */
function titleOf(to: ExportArguments['to']): string {
  return to === 'jsonl' || to === 'spreadsheet' ? to : formatNamed(to).title;
}

export function losesInExport({ losses, withoutText }: ExportSummary): boolean {
  return losses.length > 0 || withoutText > 0;
}
