import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import type { ProposedLabels } from '../core/messages/reportMessages.ts';
import { encodingWarnings } from './doubts.ts';
import { english } from './english.ts';
import type { FileReport, PrintedFormat } from './inspectFile.ts';
import { table } from './table.ts';

/** Maximum number of problems and labels listed; `--json` prints all. */
const maxListed = 20;
const exampleLength = 60;

/** A human-readable report. */
export function formatReport(name: string, report: FileReport): string {
  const { damaged, rows, records, merged, withoutText, problemRows, proposed, problems } = report;
  const { format, header = true, fields, missing = '', missingValues } = report;
  const isLines = format === 'delimited' && !header && fields.length === 1;
  const { id, labels = [] } = proposed;
  const lines = [
    english(
      message('inspect.headline', {
        file: name,
        format: formatMessage(report, isLines),
        sure: report.sure,
      }),
    ),
    ...report.doubts.map((doubt) => `  ${doubt}`),
    ...report.alternatives
      .slice(0, 5)
      .map((other) =>
        message('inspect.alternative', { format: formatMessage(other), why: other.why }),
      )
      .map((alternative) => `  ${english(alternative)}`),
    '',
    table([
      ['field', 'values', 'example'],
      ...fields.map(({ name: field, values, example }) => [
        field === '' ? '""' : field,
        String(values),
        truncate(example),
      ]),
    ]),
    '',
    english(message('inspect.rows', { rows, records, merged, withoutText, problemRows })),
    ...(missingValues
      ? [english(message('inspect.missing', { count: missingValues, mark: missing }))]
      : []),
    ...encodingWarnings(name, damaged).map(english),
    english(
      message('inspect.proposed', {
        text: [proposed.text].flat(),
        ...(id !== undefined && { id }),
        labels: proposedLabels(proposed),
      }),
    ),
    ...(proposed.doubtful ? [english(message('inspect.doubtfulText', {}))] : []),
  ];
  if (labels.length > 0) {
    const more = Math.max(0, labels.length - maxListed);
    const params = { count: labels.length, labels: labels.slice(0, maxListed), more };
    lines.push(english(message('inspect.labels', params)));
  }
  if (problems.length > 0) {
    const listed = problems.slice(0, maxListed);
    const unlisted = report.problemCount - listed.length;
    lines.push(
      '',
      ...listed.map(({ line, message: problem }) =>
        english(message('inspect.problem', { line, problem })),
      ),
      ...(unlisted > 0 ? [english(message('inspect.moreProblems', { count: unlisted }))] : []),
    );
  }
  return lines.join('\n');
}

function proposedLabels({ label, labelField, task }: FileReport['proposed']): ProposedLabels {
  if (label === undefined || !labelField) {
    if (!labelField || 'field' in labelField) return { kind: 'none' };
    return { kind: 'columns', count: Object.keys(labelField.columns).length };
  }
  if (task === 'single') return { kind: 'field', field: label };
  const separator = 'field' in labelField ? labelField.separator : undefined;
  return { kind: 'several', field: label, ...(separator !== undefined && { separator }) };
}

function formatMessage({ format: kind, ...form }: PrintedFormat, isLines = false): Message {
  return message('inspect.format', { format: { ...form, kind }, isLines });
}

function truncate(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > exampleLength ? `${line.slice(0, exampleLength)}…` : line;
}
