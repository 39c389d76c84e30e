import { untranslated } from '../core/localize.ts';
import { counted } from '../vscode/text/messages/counted.ts';
import { textOf } from '../vscode/text/messages/textOf.ts';
import { delimiterName } from '../vscode/text/messages/delimiterName.ts';
import { encodingWarnings } from './doubts.ts';
import type { FileReport, PrintedFormat } from './inspectFile.ts';
import { table } from './table.ts';

/** Maximum number of problems and labels listed; `--json` prints all. */
const maxListed = 20;
const exampleLength = 60;

/** A human-readable report. */
export function formatReport(name: string, report: FileReport): string {
  const { damaged, rows, records, merged, withoutText, problemRows, proposed, problems } = report;
  const { format, header = true, fields } = report;
  const isTexts = format === 'delimited' && !header && fields.length === 1;
  const parts = [
    `${name}: ${formatFileFormat(report, isTexts)}${report.sure ? '' : ' (not sure)'}`,
    ...report.doubts.map((doubt) => `  ${doubt}`),
    ...report.alternatives
      .slice(0, 5)
      .map((other) => `  or ${formatFileFormat(other)}: ${other.why}`),
    '',
    table([
      ['field', 'values', 'example'],
      ...report.fields.map(({ name: field, values, example }) => [
        field === '' ? '""' : field,
        String(values),
        truncate(example),
      ]),
    ]),
    '',
    `${counted(rows, 'row')} = ${counted(records, 'record')} + ${merged} merged + ${withoutText} without text + ${problemRows} that cannot be read`,
    ...(report.missingValues
      ? [`${counted(report.missingValues, 'missing value')} (unquoted ${report.missing})`]
      : []),
    ...encodingWarnings(name, damaged).map((warning) => textOf(warning, untranslated)),
    `Proposed: text ${[proposed.text].flat().join(' + ')}, id ${proposed.id ?? 'none'}, ${formatLabels(proposed)}`,
  ];
  const labels = proposed.labels ?? [];
  if (labels.length > 0) {
    const shown = labels.slice(0, maxListed).map((label) => `${label.name} (${label.count})`);
    const more = labels.length > maxListed ? `, and ${labels.length - maxListed} more` : '';
    parts.push(`${counted(labels.length, 'label')}: ${shown.join(', ')}${more}`);
  }
  if (problems.length > 0) {
    parts.push('', ...problems.slice(0, maxListed).map((p) => `line ${p.line}: ${p.message}`));
    const unlistedProblems = report.problemCount - Math.min(maxListed, problems.length);
    if (unlistedProblems > 0)
      parts.push(`${counted(unlistedProblems, 'more problem')}; --json lists them`);
  }
  return parts.join('\n');
}

function formatLabels({ label, labelField, task }: FileReport['proposed']): string {
  if (label === undefined || !labelField) {
    if (!labelField || 'field' in labelField) return 'label none';
    return `labels in ${Object.keys(labelField.columns).length} columns of 0 and 1`;
  }
  if (task === 'single') return `label ${label}`;
  const separator = 'field' in labelField ? labelField.separator : undefined;
  const separation = separator === undefined ? 'in lists' : `separated by "${separator}"`;
  return `label ${label} (several per record, ${separation})`;
}

const kinds = {
  jsonl: 'JSON Lines',
  json: 'JSON',
  delimited: 'Table',
  parquet: 'Parquet',
  xlsx: 'Excel',
} as const;

/** `Table · semicolons · windows-1252 · header`. */
function formatFileFormat(format: PrintedFormat, isLines = false): string {
  const { delimiter, header, quotes, missing, skip, path, sheet, texts } = format;
  if (isLines) return `Lines of text · ${format.encoding ?? 'utf-8'}`;
  return [
    kinds[format.format],
    ...(texts ? ['texts'] : []),
    ...(delimiter === undefined ? [] : [delimiterName(delimiter, untranslated)]),
    ...(sheet === undefined ? [] : [`sheet ${sheet}`]),
    ...(format.format === 'parquet' || format.format === 'xlsx'
      ? []
      : [format.encoding ?? 'utf-8']),
    ...(header === undefined ? [] : [header ? 'header' : 'no header']),
    ...(quotes === false ? ['quotes are text'] : []),
    ...(missing ? [`unquoted ${missing} is missing`] : []),
    ...(skip ? [`${skip} lines above`] : []),
    ...(path === undefined ? [] : [`list at ${path}`]),
  ].join(' · ');
}

function truncate(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > exampleLength ? `${line.slice(0, exampleLength)}…` : line;
}
