import type { TableMessages } from '../../../core/messages/tableMessages.ts';
import type { Texts } from './texts.ts';

export const tableTexts: Texts<TableMessages> = {
  'parquet.cutShort': ({ path }, localize) =>
    localize(
      '{0} is not a whole Parquet file: its end is missing. Copy or download it again.',
      path,
    ),
  'parquet.encrypted': ({ path }, localize) =>
    localize(
      '{0} is an encrypted Parquet file. Write it without encryption, then try again.',
      path,
    ),
  'parquet.broken': ({ path }, localize) =>
    localize(
      '{0} cannot be read as Parquet: it is damaged. Copy, download or write it again.',
      path,
    ),
  'parquet.codec': ({ path, column, codec }, localize) =>
    localize(
      'Column {1} of {0} is compressed by {2}, which cannot be read. Write the file with Snappy, gzip or Zstandard.',
      path,
      column,
      codec,
    ),
  'xlsx.broken': ({ path }, localize) =>
    localize(
      '{0} cannot be read as an Excel workbook: it is damaged. Open it in Excel and save it again, or save the sheet as CSV (UTF-8).',
      path,
    ),
  'xlsx.notExcel': ({ path }) => `${path} is not an Excel file. Leave out --sheet.`,
  'xlsx.noSheet': ({ path, sheet, sheets }, localize) =>
    localize('{0} has no sheet “{1}”. It has: {2}.', path, sheet, sheets.join(', ')),
  'parquet.type': ({ path, column, type }, localize) =>
    localize(
      'Column {1} of {0} has the type {2}, which cannot be read. Write the file without this column, or with another type.',
      path,
      column,
      type,
    ),
};
