// What the store must answer after a history of several tasks: written apart from the product's fold, as plainly as
// possible, to be compared with it.
import type { NewEvent } from '../../src/core/store/events.ts';
import type { StoredAnswer } from '../../src/core/store/store.ts';
import type { SchemaChange } from '../../src/core/store/schemaChange.ts';

export interface PlainState {
  kind: string;
  one?: string;
  /** "yes" or "no" by label. */
  many?: Record<string, string>;
  parts?: { start: number; end: number; label: string; text: string }[];
  of?: string[];
  flagged: boolean;
  note?: string;
}

type Plain = Record<string, PlainState>;

interface ReferenceStep {
  by: string;
  events: NewEvent[];
  state: 'done' | 'undone' | 'gone';
  undoneBy?: string;
  undone: number;
}

/** The steps of two windows, each with its own undo and redo. */
export class Reference {
  readonly #steps: ReferenceStep[] = [];
  #clock = 0;

  append(by: string, events: NewEvent[]): void {
    for (const step of this.#steps) {
      if (step.undoneBy === by && step.state === 'undone') step.state = 'gone';
    }
    this.#steps.push({ by, events, state: 'done', undone: 0 });
  }

  undo(by: string): void {
    const last = this.#steps.findLast((step) => step.by === by && step.state === 'done');
    if (last) this.#takeBack(by, last);
  }

  /** The same of one step, whoever made it. */
  undoStep(by: string, place: number): void {
    const step = this.#steps[place]!;
    if (step.state === 'done') this.#takeBack(by, step);
  }

  #takeBack(by: string, step: ReferenceStep): void {
    Object.assign(step, { state: 'undone', undoneBy: by, undone: ++this.#clock });
  }

  redo(by: string): void {
    const undone = this.#steps.filter((step) => step.undoneBy === by && step.state === 'undone');
    const last = undone.sort((a, b) => a.undone - b.undone).at(-1);
    if (last) last.state = 'done';
  }

  view(): Plain {
    const view: Plain = {};
    for (const event of this.#inEffect()) apply(view, event);
    return view;
  }

  /** For each record with open conflicts the ids of the events that found them. */
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
    return this.#steps.flatMap(({ events, state }) => (state === 'done' ? events : []));
  }
}

function apply(view: Plain, event: NewEvent): void {
  if (event.kind === 'schema') {
    for (const [id, state] of Object.entries(view)) {
      change(state, event.change);
      tidy(view, id);
    }
    return;
  }
  const id = event.recordId;
  const state = (view[id] ??= { kind: 'none', flagged: false });
  const forget = (): void => {
    for (const key of ['one', 'many', 'parts', 'of'] as const) delete state[key];
  };
  if (event.kind === 'flag' || event.kind === 'unflag') state.flagged = event.kind === 'flag';
  if (event.kind === 'note') state.note = event.note;
  if (event.kind === 'skip' || event.kind === 'clear') {
    forget();
    state.kind = event.kind === 'skip' ? 'skip' : 'none';
  }
  if (event.kind === 'label') Object.assign(state, { kind: 'label', one: event.label });
  if (event.kind === 'labels') {
    if (!event.judged) {
      forget();
      state.kind = 'labels';
    }
    state.many ??= {};
    for (const name of event.judged ?? event.of) {
      state.many[name] = event.yes.includes(name) ? 'yes' : 'no';
    }
  }
  if (event.kind === 'spans') {
    forget();
    Object.assign(state, { kind: 'spans', parts: [...event.spans], of: [...event.of] });
  }
  tidy(view, id);
}

function change(state: PlainState, change: SchemaChange): void {
  const { type } = change;
  if (type !== 'rename' && type !== 'merge' && type !== 'split' && type !== 'delete') return;
  const olds = type === 'delete' ? [change.label] : [change.from].flat();
  const to = 'to' in change ? change.to : '';
  const into = 'into' in change ? change.into : [];
  const [from = ''] = olds;
  const isMove = type === 'rename' || type === 'merge';
  const clear = (): void => {
    if (state.kind !== 'skip') state.kind = 'none';
    for (const key of ['one', 'many', 'parts', 'of'] as const) delete state[key];
  };
  if (state.one !== undefined && olds.includes(state.one)) {
    if (isMove) state.one = to;
    if (type === 'delete') clear();
  }
  if (state.many) {
    const { many } = state;
    const had = Object.values(many).includes('yes');
    const parts = isMove && to in many ? [...new Set([...olds, to])] : [...new Set(olds)];
    const said = parts.map((name) => many[name]);
    if (isMove && said.some(Boolean)) {
      for (const name of parts) delete many[name];
      if (said.includes('yes')) many[to] = 'yes';
      else if (said.every((one) => one === 'no')) many[to] = 'no';
    }
    if (type === 'split' && many[from] === 'no') {
      delete many[from];
      for (const name of into) many[name] ??= 'no';
    }
    if (type === 'delete') delete many[from];
    const isEmpty = Object.keys(many).length === 0;
    if (isEmpty || (type === 'delete' && had && !Object.values(many).includes('yes'))) clear();
  }
  if (state.parts && state.of) {
    const count = state.parts.length;
    const found = state.parts.some((part) => olds.includes(part.label));
    const sought = olds.every((name) => state.of!.includes(name));
    const concerned = found || olds.some((name) => state.of!.includes(name));
    if (isMove && concerned) {
      for (const part of (state.parts = state.parts.map((one) => ({ ...one })))) {
        if (olds.includes(part.label)) part.label = to;
      }
      state.parts = [...new Map(state.parts.map((one) => [JSON.stringify(one), one])).values()];
      state.of = state.of.filter((name) => !olds.includes(name) && name !== to);
      if (sought) state.of.push(to);
    }
    if (type === 'split' && !found && sought) {
      state.of = [...state.of.filter((name) => name !== from), ...into];
    }
    if (type === 'delete') {
      state.parts = state.parts.filter((part) => part.label !== from);
      state.of = state.of.filter((name) => name !== from);
      if (count > 0 && state.parts.length === 0) clear();
    }
    if (state.of?.length === 0 && state.parts.length === 0) clear();
  }
}

function tidy(view: Plain, id: string): void {
  const state = view[id]!;
  if (state.note === '') delete state.note;
  const { kind, flagged, note, many } = state;
  if (kind === 'none' && !flagged && note === undefined && !many) delete view[id];
}

/** The same of the store's answers. */
export function plainly(answers: readonly StoredAnswer[]): Plain {
  return Object.fromEntries(
    answers.map(({ recordId, kind, label, labels, spans, of, flagged, note }) => [
      recordId,
      {
        kind,
        ...(label !== undefined && { one: label }),
        ...(labels && {
          many: Object.fromEntries([...labels].map(([name, yes]) => [name, yes ? 'yes' : 'no'])),
        }),
        ...(spans && { parts: [...spans], of: [...of!] }),
        flagged,
        ...(note !== undefined && { note }),
      },
    ]),
  );
}

/** Spans and label sets in one order. */
export function ordered(view: Plain): Plain {
  return Object.fromEntries(
    Object.entries(view).map(([id, state]) => [
      id,
      {
        ...state,
        ...(state.parts && {
          parts: state.parts.map((part) => JSON.stringify(part)).sort() as never,
        }),
        ...(state.of && { of: [...new Set(state.of)].sort() }),
      },
    ]),
  );
}
