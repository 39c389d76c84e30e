// A reference model of the store's answers after a history of any task: independent of the product's fold and
// as plain as possible, so that the two can be compared.
import type { NewEvent } from '../../src/core/store/events.ts';
import type { StoredAnswer } from '../../src/core/store/store.ts';
import type { SchemaChange } from '../../src/core/store/schemaChange.ts';

/** The judgement of a record: one label, "yes" or "no" by label, or spans with the labels looked for. */
interface Said {
  one?: string;
  many?: Record<string, string>;
  parts?: { start: number; end: number; label: string; text: string }[];
  of?: string[];
}

interface PlainState {
  kind: string;
  said: Said;
  flagged: boolean;
  note?: string | undefined;
}

type Plain = Record<string, PlainState>;

interface ReferenceStep {
  readonly by: string;
  readonly events: NewEvent[];
  /** The window that undid it and the time; `by` is '' once it cannot be redone. */
  undone?: { readonly by: string; readonly at: number };
}

/** The steps of two windows, each with its own undo and redo. */
export class Reference {
  readonly #steps: ReferenceStep[] = [];
  #clock = 0;

  append(by: string, events: NewEvent[]): void {
    for (const step of this.#steps) if (step.undone?.by === by) step.undone = { by: '', at: 0 };
    this.#steps.push({ by, events });
  }

  undo(by: string): void {
    this.undoStep(
      by,
      this.#steps.findLastIndex((step) => step.by === by && !step.undone),
    );
  }

  /** Undoes a given step, whichever window made it. */
  undoStep(by: string, place: number): void {
    const step = this.#steps[place];
    if (step && !step.undone) step.undone = { by, at: ++this.#clock };
  }

  redo(by: string): void {
    const undone = this.#steps.filter((step) => step.undone?.by === by);
    delete undone.sort((a, b) => a.undone!.at - b.undone!.at).at(-1)?.undone;
  }

  view(): Plain {
    const view: Plain = {};
    for (const event of this.#inEffect()) {
      const ids = event.kind === 'schema' ? Object.keys(view) : [event.recordId];
      for (const id of ids) {
        const state = (view[id] ??= { kind: 'none', said: {}, flagged: false });
        if (event.kind === 'schema') change(state, event.change);
        else apply(state, event);
        const { kind, said, flagged, note } = state;
        if (kind === 'none' && !said.many && !flagged && note === undefined) delete view[id];
      }
    }
    return view;
  }

  /** The ids of the conflict events that are open, by record. */
  conflicts(): Record<string, string[]> {
    const open: Record<string, string[]> = {};
    for (const event of this.#inEffect()) {
      if (event.kind === 'schema') continue;
      const { recordId: id, kind } = event;
      if (kind === 'conflict') open[id] = [...(open[id] ?? []), event.id];
      const isPart =
        (kind === 'labels' && event.judged) || (kind === 'import' && event.whole === 'unanswered');
      const isAnswer = ['label', 'labels', 'spans', 'skip', 'import'].includes(kind);
      if (isAnswer && !isPart) delete open[id];
    }
    return open;
  }

  #inEffect(): NewEvent[] {
    return this.#steps.flatMap(({ events, undone }) => (undone ? [] : events));
  }
}

function apply(state: PlainState, event: Exclude<NewEvent, { kind: 'schema' }>): void {
  const replace = (to: string, said: Said): void => void Object.assign(state, { kind: to, said });
  const { kind } = event;
  if (kind === 'flag' || kind === 'unflag') state.flagged = kind === 'flag';
  if (kind === 'note') state.note = event.note === '' ? undefined : event.note;
  if (kind === 'skip') replace('skip', {});
  if (kind === 'clear') replace('none', {});
  if (kind === 'label') replace('label', { one: event.label });
  if (kind === 'spans') replace('spans', { parts: [...event.spans], of: [...event.of] });
  if (kind !== 'labels') return;
  if (!event.judged) replace('labels', {});
  const many = { ...state.said.many };
  for (const name of event.judged ?? event.of) many[name] = event.yes.includes(name) ? 'yes' : 'no';
  state.said.many = many;
}

function change(state: PlainState, change: SchemaChange): void {
  const { said } = state;
  let isEmpty = false;
  if (change.type === 'rename') merge(said, [change.from], change.to);
  if (change.type === 'merge') merge(said, [...change.from], change.to);
  if (change.type === 'split') split(said, change.from, change.into);
  if (change.type === 'delete') isEmpty = remove(said, change.label);
  isEmpty ||= said.many !== undefined && Object.keys(said.many).length === 0;
  isEmpty ||= said.of?.length === 0 && said.parts?.length === 0;
  if (!isEmpty) return;
  state.said = {};
  if (state.kind !== 'skip') state.kind = 'none';
}

function merge(said: Said, from: string[], to: string): void {
  const { one, many, parts, of } = said;
  if (one !== undefined && from.includes(one)) said.one = to;
  if (many) {
    const names = to in many ? [...from, to] : from;
    const were = names.map((name) => many[name]);
    if (!were.some(Boolean)) return;
    for (const name of names) delete many[name];
    if (were.includes('yes')) many[to] = 'yes';
    else if (were.every((one) => one === 'no')) many[to] = 'no';
  }
  if (
    parts &&
    of &&
    from.some((name) => of.includes(name) || parts.some(({ label }) => label === name))
  ) {
    const moved = parts.map((part) => (from.includes(part.label) ? { ...part, label: to } : part));
    said.parts = [...new Map(moved.map((part) => [JSON.stringify(part), part])).values()];
    const others = of.filter((name) => name !== to && !from.includes(name));
    said.of = from.every((name) => of.includes(name)) ? [...others, to] : others;
  }
}

/** A "yes" and spans keep the old label until the record is asked again. */
function split(said: Said, from: string, into: readonly string[]): void {
  const { many, parts, of } = said;
  if (many?.[from] === 'no') {
    delete many[from];
    for (const name of into) many[name] ??= 'no';
  }
  if (of?.includes(from) && !parts!.some(({ label }) => label === from)) {
    said.of = [...of.filter((name) => name !== from), ...into];
  }
}

/** @returns whether the record becomes unanswered: its last "yes" or span is gone */
function remove(said: Said, label: string): boolean {
  const had = isPositive(said);
  if (said.one === label) delete said.one;
  delete said.many?.[label];
  said.parts &&= said.parts.filter((part) => part.label !== label);
  said.of &&= said.of.filter((name) => name !== label);
  return had && !isPositive(said);
}

function isPositive({ one, many, parts }: Said): boolean {
  return one !== undefined || Object.values(many ?? {}).includes('yes') || (parts ?? []).length > 0;
}

/** The store's answers in the form of `Reference.view`. */
export function viewOf(answers: readonly StoredAnswer[]): Plain {
  return Object.fromEntries(
    answers.map(({ recordId, kind, label, labels, spans, of, flagged, note }) => {
      const said: Said = {
        ...(label !== undefined && { one: label }),
        ...(labels && {
          many: Object.fromEntries([...labels].map(([name, yes]) => [name, yes ? 'yes' : 'no'])),
        }),
        ...(spans && { parts: [...spans], of: [...of!] }),
      };
      return [recordId, { kind, said, flagged, ...(note !== undefined && { note }) }];
    }),
  );
}

/** The view with records, spans and label sets sorted. */
export function canonical(view: Plain): unknown {
  return Object.entries(view)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { kind, said, flagged, note }]) => {
      const spans = said.parts?.map((part) => JSON.stringify(part)).sort();
      return [
        id,
        kind,
        said.one,
        said.many,
        spans,
        said.of && [...new Set(said.of)].sort(),
        flagged,
        note,
      ];
    });
}
