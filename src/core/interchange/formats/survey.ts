import { UserError } from '../../errors.ts';
import { labelForm, visualForm } from '../../labelForm.ts';
import { message } from '../../messages/messages.ts';
import { closestChoice } from '../../nearest.ts';
import {
  judgeAll,
  type Judgement,
  type MultiJudgement,
  type Span,
  type Task,
} from '../../task/judgement.ts';
import { toUnits, type OffsetUnit } from '../../task/offsets.ts';
import { settle } from './answers/settle.ts';
import { tokensIn } from './carried.ts';
import { wordsBetweenBlanks } from './conll/words.ts';
import type { ExchangeRow, ReadRow, RawJudgement, RawSpan, Tokens } from './exchangeRow.ts';
import {
  isProblem,
  type ReadItem,
  type ReadOptions,
  type RecordUnit,
  type Survey,
} from './format.ts';
import type { Tally } from './tally.ts';

/** How to interpret the labels of a file where it is ambiguous. */
export interface ReadingRules {
  /** Detected from the file by default. */
  readonly task?: Task;
  /** Labels to rename. */
  readonly names: ReadonlyMap<string, string>;
  /** The meaning of an empty list of labels. */
  readonly empty: 'unlabelled' | 'none';
  /** For single labels: the label of a rejected record. */
  readonly rejectAs?: string;
  /** Unit of offsets; detected from the file by default. */
  readonly unit?: OffsetUnit;
  /** The question whose answers are read, and the field with the text; found by default. */
  readonly question?: string;
  readonly textField?: string;
  /** The field with the label, for generic files. */
  readonly labelField?: string;
  /** Separator of several labels in a text, for the same files. */
  readonly separator?: string;
}

/** The rules that a reader needs. */
export function readOptionsOf(
  { task, question, textField }: Pick<ReadingRules, 'task' | 'question' | 'textField'>,
  by: RecordUnit = 'sentence',
): ReadOptions {
  return {
    by,
    ...(task && { task }),
    ...(question !== undefined && { question }),
    ...(textField !== undefined && { textField }),
  };
}

/** Results of the first pass over a file. */
export interface SurveyResult extends Survey {
  /** Labels merged under one name, by that name. */
  readonly parts: ReadonlyMap<string, ReadonlySet<string>>;
  readonly unit: OffsetUnit;
}

/**
 * Surveys a file before its first row can be written: labels, task, fields, and the unit of its
 * offsets.
 * @throws UserError if it has labels in some rows and spans in others, does not fit the task, has
 * too many labels, or lacks one that is to be renamed
 */
export async function surveyRows(
  items: AsyncIterable<ReadItem>,
  rules: ReadingRules,
): Promise<SurveyResult> {
  const labels = new Set<string>();
  const fields = new Set<Exclude<keyof ExchangeRow, 'line' | 'text'>>();
  const context = new Set<string>();
  const origin = new Set<string>();
  const lines: { labels?: number; spans?: number } = {};
  let [single, multiple] = [false, false];
  const units = new UnitEvidence();
  const numbers = new Set<string>();
  const parts = new Map<string, Set<string>>();
  const renamed = new Set(rules.names.keys());
  const used = new Set<string>(rules.rejectAs === undefined ? [] : [rules.rejectAs]);
  const named = (name: string): string => nameOf(name, rules);
  for await (const item of items) {
    if (isProblem(item)) continue;
    for (const field of around) if (item[field] !== undefined) fields.add(field);
    for (const name of Object.keys(item.context ?? {})) context.add(name);
    for (const name of Object.keys(item.origin ?? {})) origin.add(name);
    for (const name of item.known ?? []) {
      add(labels, named(name));
      renamed.delete(labelForm(name));
    }
    for (const number of item.numbered ?? []) if (!rules.names.has(number)) numbers.add(number);
    const { rawJudgement, line } = item;
    if (rawJudgement === undefined) continue;
    if (rawJudgement.kind === 'spans') lines.spans ??= line;
    else if (rawJudgement.kind !== 'emptyList') lines.labels ??= line;
    for (const name of namesIn(rawJudgement)) {
      add(labels, named(name));
      renamed.delete(labelForm(name));
      if (rules.names.size > 0) addPart(parts, named(name), labelForm(name));
    }
    for (const name of chosenIn(rawJudgement)) used.add(named(name));
    if (rawJudgement.kind === 'label') single = true;
    if (rawJudgement.kind === 'labels' && !mayBeSingle(rawJudgement) && !isRejection(rawJudgement))
      multiple = true;
    if (rawJudgement.kind === 'spans' && item.unit === undefined)
      units.add(item.text, rawJudgement.spans);
  }
  if (numbers.size > 0) throw new UserError(message('interchange.labelIds', { ids: [...numbers] }));
  const [unusedName] = renamed;
  if (unusedName !== undefined) {
    const found = [...labels].slice(0, labelsNamed);
    const params = { label: unusedName, ...closestChoice(unusedName, [...labels]), labels: found };
    throw new UserError(message('interchange.mapNothing', params));
  }
  const task = rules.task ?? foundTask(lines, single, multiple);
  const other = task === 'spans' ? lines.labels : lines.spans;
  if (other !== undefined)
    throw new UserError(message('interchange.otherTask', { line: other, task }));
  if (rules.rejectAs !== undefined && task === 'single') labels.add(rules.rejectAs);
  return {
    task,
    labels: [...labels],
    unused: [...labels].filter((label) => !used.has(label)),
    fields,
    context: [...context],
    origin: [...origin],
    unit: rules.unit ?? units.found,
    parts,
  };
}

const around = ['id', 'skipped', 'flagged', 'note', 'annotator', 'at', 'tokens'] as const;

/** Maximum number of labels: an answer judges every label, so the work grows with labels × rows. */
const mostLabels = 10_000;

/** Maximum number of labels named in a message. */
const labelsNamed = 30;

function add(labels: Set<string>, name: string): void {
  if (visualForm(name) !== '') labels.add(name);
  if (labels.size > mostLabels) {
    throw new UserError(message('interchange.tooManyLabels', { most: mostLabels }));
  }
}

function addPart(parts: Map<string, Set<string>>, name: string, part: string): void {
  const known = parts.get(name);
  if (known) known.add(part);
  else parts.set(name, new Set([part]));
}

/** The new name of a label. */
function nameOf(name: string, { names }: ReadingRules): string {
  const form = labelForm(name);
  return names.get(form) ?? form;
}

function mayBeSingle({
  yes,
  no,
  mayBeSingle: allowed,
}: Extract<RawJudgement, { kind: 'labels' }>): boolean {
  return allowed && no.length === 0 && yes.length === 1;
}

/** A rejected single choice, which does not distinguish single from several. */
function isRejection({
  yes,
  rest,
  mayBeSingle: allowed,
}: Extract<RawJudgement, { kind: 'labels' }>): boolean {
  return allowed && yes.length === 0 && rest === 'unknown';
}

function namesIn(rawJudgement: RawJudgement): readonly string[] {
  if (rawJudgement.kind === 'label') return [rawJudgement.label];
  if (rawJudgement.kind === 'labels') return [...rawJudgement.yes, ...rawJudgement.no];
  return rawJudgement.kind === 'spans'
    ? [...(rawJudgement.of ?? []), ...rawJudgement.spans.map(({ label }) => label)]
    : [];
}

function chosenIn(rawJudgement: RawJudgement): readonly string[] {
  if (rawJudgement.kind === 'labels') return rawJudgement.yes;
  return rawJudgement.kind === 'spans'
    ? rawJudgement.spans.map(({ label }) => label)
    : namesIn(rawJudgement);
}

function foundTask(
  { labels, spans }: { readonly labels?: number; readonly spans?: number },
  single: boolean,
  multiple: boolean,
): Task {
  if (labels !== undefined && spans !== undefined) {
    throw new UserError(message('interchange.mixedTasks', { labels, spans }));
  }
  if (spans !== undefined) return 'spans';
  if (single && multiple) throw new UserError(message('interchange.mixedLabels', {}));
  return multiple ? 'multi' : 'single';
}

/** Detects the unit of a file's offsets from spans that contain their text. */
class UnitEvidence {
  #codepoint = 0;
  #utf16 = 0;

  add(text: string, spans: readonly RawSpan[]): void {
    if (!/[\ud800-\udbff]/.test(text)) return;
    const back = toUnits(text, 'codepoint').reversed;
    for (const span of spans) {
      if (span.text === undefined) continue;
      const { start, end } = back.map(span);
      if (start === span.start && end === span.end) continue;
      if (text.slice(start, end) === span.text) this.#codepoint++;
      else if (text.slice(span.start, span.end) === span.text) this.#utf16++;
    }
  }

  get found(): OffsetUnit {
    return this.#utf16 > this.#codepoint ? 'utf16' : 'codepoint';
  }
}

/** The rows of a surveyed file; counts and reports omissions. */
export async function* judgedRows(
  items: AsyncIterable<ReadItem>,
  survey: SurveyResult,
  rules: ReadingRules,
  tally: Tally,
): AsyncGenerator<ExchangeRow> {
  let group: ExchangeRow[] = [];
  let current: number | undefined;
  for await (const item of items) {
    tally.source = item.source;
    if (isProblem(item)) {
      tally.refuse(item);
      tally.unread++;
      continue;
    }
    const { rawJudgement, known: _known, numbered: _numbered, unit = survey.unit, ...rest } = item;
    const { tokens, mended = 0, record, ...row } = rest;
    tally.mended += mended;
    const edges = tokens && movedTokens(tokens, item.text, unit);
    const judgement =
      rawJudgement && item.skipped !== true
        ? judge(rawJudgement, { ...item, unit }, survey, rules, tally)
        : undefined;
    const judged: ExchangeRow = {
      ...row,
      ...(judgement ? { judgement } : {}),
      ...(edges ? { tokens: edges } : {}),
    };
    if (record === undefined || record !== current) {
      yield* settled(group, tally);
      group = [];
    }
    current = record;
    group.push(judged);
  }
  yield* settled(group, tally);
}

/** Yields the differing answers to one record, each as a row. */
function* settled(group: readonly ExchangeRow[], tally: Tally): Generator<ExchangeRow> {
  if (group.length === 0) return;
  const { kept, left } = settle(group);
  tally.repeated += left;
  if (kept.length > 1) tally.disagree(kept);
  for (const row of kept) {
    tally.take(row);
    yield row;
  }
}

function judge(
  rawJudgement: RawJudgement,
  row: ReadRow & { readonly unit: OffsetUnit },
  { task, labels, parts }: SurveyResult,
  rules: ReadingRules,
  tally: Tally,
): Judgement | undefined {
  const named = (names: readonly string[]): string[] => [
    ...new Set(names.map((name) => nameOf(name, rules)).filter((name) => visualForm(name) !== '')),
  ];
  const emptyList = (): Judgement | undefined => {
    if (rules.empty === 'unlabelled' || task === 'single') return undefined;
    return task === 'multi' ? judgeAll([], labels) : { task, spans: [], of: labels };
  };
  if (rawJudgement.kind === 'emptyList') return emptyList();
  if (rawJudgement.kind === 'spans') return judgedSpans(rawJudgement, row, labels, rules, tally);
  const given =
    rawJudgement.kind === 'label' ? { yes: [rawJudgement.label], no: [] } : rawJudgement;
  const contradicted = given.no.find((name) => given.yes.includes(name));
  if (contradicted !== undefined) {
    const problem = message('interchange.yesAndNo', { label: contradicted });
    tally.refuse({ line: row.line, problem });
    return undefined;
  }
  const yes = named(given.yes);
  // Only blank names: as good as an empty list.
  if (yes.length === 0 && given.yes.length > 0 && given.no.length === 0) return emptyList();
  // A merged label applies if any of its parts does, and does not apply if all were rejected.
  const refused = new Set(given.no.map(labelForm));
  const no = named(given.no).filter(
    (name) =>
      !yes.includes(name) && [...(parts.get(name) ?? [])].every((part) => refused.has(part)),
  );
  if (task === 'single') {
    if (yes.length === 1) return { task, label: yes[0]! };
    if (yes.length > 1) {
      tally.refuse({
        line: row.line,
        problem: message('interchange.severalLabels', { labels: yes }),
      });
    } else if (no.length > 0) {
      if (rules.rejectAs !== undefined) return { task, label: rules.rejectAs };
      tally.rejected++;
    }
    return undefined;
  }
  if (rawJudgement.kind === 'label') return judgeAll(yes, labels);
  if (rawJudgement.rest === 'no') {
    const of = row.known ? named(row.known) : labels;
    // In the order of the row, so that writing it back changes nothing.
    return {
      task: 'multi',
      labels: partly(
        yes,
        of.filter((name) => !yes.includes(name)),
      ),
    };
  }
  return { task: 'multi', labels: partly(yes, no) };
}

function partly(yes: readonly string[], no: readonly string[]): MultiJudgement['labels'] {
  return new Map([
    ...yes.map((name) => [name, true] as const),
    ...no.map((name) => [name, false] as const),
  ]);
}

/** Undefined if a span lies outside the text: the other spans are then unreliable too. */
function judgedSpans(
  { spans, of }: Extract<RawJudgement, { kind: 'spans' }>,
  { text, line, unit }: ReadRow & { readonly unit: OffsetUnit },
  labels: readonly string[],
  rules: ReadingRules,
  tally: Tally,
): Judgement | undefined {
  const back = toUnits(text, unit).reversed;
  const length = toUnits(text, unit).map({ start: 0, end: text.length }).end;
  const judged: Span[] = [];
  let moved = 0;
  for (const span of spans) {
    const label = nameOf(span.label, rules);
    const range = back.map(span);
    const slice = text.slice(range.start, range.end);
    const given = span.text?.normalize('NFC');
    const fits = given === undefined || given === slice.normalize('NFC');
    if (span.start >= span.end || span.end > length || visualForm(label) === '' || !fits) {
      const { start, end } = span;
      const problem = message('interchange.spanWithoutPlace', { start, end, label, fits });
      tally.refuse({ line, problem });
      return undefined;
    }
    if (range.moved) moved++;
    judged.push({ start: range.start, end: range.end, label, text: slice });
  }
  tally.moved += moved;
  const known = of?.map((name) => nameOf(name, rules)) ?? labels;
  return { task: 'spans', spans: judged, of: [...new Set(known)] };
}

function movedTokens(tokens: Tokens, text: string, unit: OffsetUnit): Tokens {
  if (tokens === 'blanks') return tokens;
  const moved = tokensIn(tokens, toUnits(text, unit).reversed);
  const plain = wordsBetweenBlanks(text);
  const isPlain =
    plain.length === moved.length &&
    plain.every(({ start, end }, i) => moved[i]![0] === start && moved[i]![1] === end);
  return isPlain ? 'blanks' : moved;
}
