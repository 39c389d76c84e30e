import { labelForm, visualForm } from '../labelForm.ts';
import { textOf, type Getter } from './fields.ts';
import { listInText, namesInList, partsOf } from './labelLists.ts';
import { isVerdict, sharesIn, type FoundLabels, type LabelValue } from './labelValue.ts';
import type { PoolSpec, MultiLabelSpec } from './poolSpec.ts';

/** Reads the labels of a row; undefined if it is not annotated. */
export type LabelReader = (row: unknown, source?: string) => LabelValue | undefined;

/** Reads several labels per record. */
export function multiLabelReader(
  { labelField, labelNames = new Map(), multiLabel = {} }: PoolSpec,
  getterOf: (name: string) => Getter,
): LabelReader {
  const { columns } = multiLabel;
  if (columns) return columnsReader(columns, multiLabel, getterOf);
  if (labelField === undefined) return () => undefined;
  return fieldReader(labelField, labelNames, multiLabel, getterOf);
}

/** One column for each label: 1 applies, 0 does not, an empty cell is unknown. */
function columnsReader(
  columns: Readonly<Record<string, string>>,
  { empty }: MultiLabelSpec,
  getterOf: (name: string) => Getter,
): LabelReader {
  const labels = Object.entries(columns).map(([label, field]) => ({ label, get: getterOf(field) }));
  return (row) => {
    const [yes, no, blank]: [string[], string[], string[]] = [[], [], []];
    for (const { label, get } of labels) {
      const flag = flagOf(get(row));
      if (flag === 'unreadable') return { notTaken: 'unreadable' };
      (flag === undefined ? blank : flag ? yes : no).push(label);
    }
    if (empty === 'none') return { yes, no: [...no, ...blank] };
    return yes.length + no.length === 0 ? undefined : { yes, no };
  };
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ...['1', '1.0', 'true', 't', 'yes', 'y'].map((flag) => [flag, true] as const),
  ...['0', '0.0', 'false', 'f', 'no', 'n'].map((flag) => [flag, false] as const),
]);

/** Whether a label applies by the cell of its column; undefined if the cell is empty. */
export function flagOf(value: unknown): boolean | undefined | 'unreadable' {
  // Fast path for most cells.
  if (value === '0' || value === 0) return false;
  if (value === '1' || value === 1) return true;
  if (value === undefined || value === null) return undefined;
  const text = textOf(value)?.trim().toLowerCase();
  if (text === '') return undefined;
  return (text === undefined ? undefined : flags.get(text)) ?? 'unreadable';
}

/** Reads a list, spaCy's `cats`, or a text that contains a list or separated labels. */
function fieldReader(
  field: string,
  labelNames: ReadonlyMap<string, string>,
  spec: MultiLabelSpec,
  getterOf: (name: string) => Getter,
): LabelReader {
  const [get, answerOf, notOf] = [field, 'answer', 'not'].map(getterOf) as [Getter, Getter, Getter];
  const nameOf = (name: string): string => {
    const form = labelForm(name);
    return labelNames.get(form) ?? form;
  };
  const known = (names: readonly string[]): string[] => [
    ...new Set(names.filter((name) => visualForm(name) !== '').map(nameOf)),
  ];
  const held = new HeldNames(spec, labelNames);
  return (row, source) => {
    const value = get(row, source);
    if (value === undefined || value === null) return undefined;
    const answer = isVerdict(field) ? answerOf(row) : undefined;
    if (answer === 'ignore') return { notTaken: 'rejected' };
    const not: unknown = field === 'labels' ? notOf(row) : undefined;
    const shares = sharesIn(value);
    const found = shares ? undefined : written(value, spec);
    if (!shares && !found) return { notTaken: 'unreadable' };
    const refused = held.in(found);
    if (refused !== undefined) return { notTaken: 'separator', name: refused };
    if (shares) return sharesRead(shares, known);
    const yes = known(found!.names);
    if (answer === 'reject') {
      return yes.length === 0 ? { notTaken: 'rejected' } : { yes: [], no: yes };
    }
    const no = Array.isArray(not) ? namesInList(not) : undefined;
    if (no && yes.length + no.length > 0) return { yes, no: known(no) };
    // Without a verdict, an empty list may also mean that the row is not annotated.
    const isJudged = yes.length > 0 || answer === 'accept' || spec.empty === 'none';
    return isJudged ? { yes, no: 'others' } : undefined;
  };
}

function sharesRead(
  shares: readonly (readonly [string, boolean])[],
  known: (names: readonly string[]) => string[],
): FoundLabels | undefined {
  if (shares.length === 0) return undefined;
  const namesWith = (holds: boolean): string[] =>
    known(shares.flatMap(([name, applies]) => (applies === holds ? [name] : [])));
  const yes = namesWith(true);
  return { yes, no: namesWith(false).filter((name) => !yes.includes(name)) };
}

interface WrittenNames {
  readonly names: readonly string[];
  /** The names come from a text split at the separator. */
  readonly parted?: true;
}

function written(value: unknown, { separator }: MultiLabelSpec): WrittenNames | undefined {
  if (Array.isArray(value)) {
    const names = namesInList(value);
    return names && { names };
  }
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (separator !== undefined) return { names: partsOf(text, separator), parted: true };
  return { names: listInText(text) ?? [text] };
}

/** Finds names that contain the separator, which the field cannot hold. */
class HeldNames {
  readonly #separator: string | undefined;
  /** Names that contain the separator, and their parts. */
  readonly #divided: readonly { readonly name: string; readonly parts: readonly string[] }[];

  constructor({ separator, labels = [] }: MultiLabelSpec, labelNames: ReadonlyMap<string, string>) {
    this.#separator = separator;
    const names = new Set([...labels, ...labelNames.keys()].map(labelForm));
    this.#divided =
      separator === undefined
        ? []
        : [...names]
            .filter((name) => name.includes(separator))
            .map((name) => ({ name, parts: partsOf(name, separator).map(labelForm) }));
  }

  in(found: WrittenNames | undefined): string | undefined {
    if (found === undefined || this.#separator === undefined) return undefined;
    if (!found.parted) return found.names.find((name) => name.includes(this.#separator!));
    if (this.#divided.length === 0) return undefined;
    const parts = found.names.map(labelForm);
    return this.#divided.find((label) => contains(parts, label.parts))?.name;
  }
}

/** Whether `some` occurs in `all` as consecutive values. */
function contains(all: readonly string[], some: readonly string[]): boolean {
  return all.some((_, at) => some.every((value, i) => all[at + i] === value));
}
