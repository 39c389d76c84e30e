import { message } from '../../messages/messages.ts';
import { labelsOfText } from '../../task/judgement.ts';
import { judgementByList } from './carried.ts';
import type { ExchangeRow } from './exchangeRow.ts';
import type { Format, OpenFile, ReadItem, Survey, WriteOptions } from './format.ts';
import { unreadable } from './readFields.ts';
import { linesOf } from './sourceRows.ts';
import { aroundLabels } from './loss.ts';

const prefix = '__label__';
const isCell = /^(?:__label__[^\s",;|]+|"__label__[^"]+")[,;|]/;
/** Words that are not part of the text; doccano appends comments. */
const mark = /(^|\s)(?:"?__label__|__comment__)/;

/** One text per line, after its labels. */
export const fasttext: Format = {
  name: 'fasttext',
  title: 'fastText',
  rows: 'lines',
  tasks: ['single', 'multi'],
  lacks: ['id', 'skipped', ...aroundLabels, 'unjudged', 'none', 'unusedLabel'],
  recognises: ({ lines }) => {
    const labelled = lines.filter((line) => /(^"?|\s)__label__\S/.test(line));
    // A table whose first column has labels in this spelling.
    if (labelled.length > 0 && labelled.every((line) => isCell.test(line))) return false;
    const filled = lines.filter((line) => line.trim() !== '');
    return labelled.some((line) => /^"?__/.test(line)) || labelled.length * 2 > filled.length;
  },
  read,
  write,
  spell: (label) => label.trim().replace(/\s+/g, '_'),
};

async function* read(file: OpenFile): AsyncGenerator<ReadItem> {
  for await (const { value, line, note } of linesOf(file)) {
    const fault = unreadable(note);
    if (fault !== undefined || typeof value !== 'string') {
      yield { line, problem: fault ?? message('interchange.noText', { field: prefix }) };
      continue;
    }
    if (value.trim() === '') continue;
    const { labels, text, comment } = partsOf(unquoted(value));
    if (text.trim() === '') {
      yield { line, problem: message('interchange.onlyLabels', { labels }) };
      continue;
    }
    yield {
      line,
      text,
      ...(comment === undefined ? {} : { note: comment }),
      rawJudgement:
        labels.length > 0 ? judgementByList(labels, undefined, true) : { kind: 'emptyList' },
    };
  }
}

/** doccano writes these lines as table cells, quoted if they contain commas or quotes. */
function unquoted(line: string): string {
  const inner = /^"(__label__.*)"$/s.exec(line)?.[1];
  return inner !== undefined && !/(^|[^"])"("")*([^"]|$)/.test(inner)
    ? inner.replaceAll('""', '"')
    : line;
}

function partsOf(line: string): { labels: string[]; text: string; comment?: string } {
  const labels: string[] = [];
  let rest = line;
  for (;;) {
    const [whole, label] = /^__label__(\S+)(?:\s|$)/.exec(rest) ?? [];
    if (whole === undefined) break;
    labels.push(label!);
    rest = rest.slice(whole.length);
  }
  // Labels may appear anywhere in a line.
  const text = rest.replace(/(^|\s)__label__(\S+)/g, (_, _blank: string, label: string) => {
    labels.push(label);
    return '';
  });
  const [whole, comment] = /(?:^|\s)__comment__(.*)$/s.exec(text) ?? [];
  return {
    labels,
    text: whole === undefined ? text : text.slice(0, -whole.length),
    ...(comment ? { comment: comment.replace(/\s__comment__/g, '\n') } : {}),
  };
}

async function* write(
  rows: AsyncIterable<ExchangeRow>,
  _survey: Survey,
  { spell, lose }: WriteOptions,
): AsyncGenerator<string> {
  for await (const { text, judgement } of rows) {
    if (mark.test(text)) {
      lose('reservedWord');
      continue;
    }
    const line = text.replace(/[\r\n]+/g, ' ');
    if (line !== text) lose('whiteSpace');
    yield `${labelsOfText(judgement)
      .map((label) => `${prefix}${spell(label)} `)
      .join('')}${line}\n`;
  }
}
