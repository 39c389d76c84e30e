import type { AnnotatePageMessage, AnnotateState, Answer } from '../../src/protocol/annotate.ts';
import { AnnotateSession } from '../../webview/annotate/session.ts';
import { annotateState, asked, pageStrings } from './annotateStates.ts';

/** A session with a host, timers and stored state that the test controls. */
export class Desk {
  readonly posted: AnnotatePageMessage[] = [];
  readonly timers: (() => void)[] = [];
  readonly session: AnnotateSession;
  kept: unknown;
  now = 0;
  draws = 0;
  #ids = 0;

  constructor(kept?: unknown) {
    this.session = new AnnotateSession(
      {
        post: (message) => this.posted.push(message),
        keep: (state) => (this.kept = structuredClone(state)),
        now: () => this.now,
        newId: () => `id${++this.#ids}`,
        later: (run) => this.timers.push(run),
      },
      kept,
      () => this.draws++,
    );
    this.session.receive({ type: 'strings', strings: pageStrings });
  }

  /** A session that has received a state. */
  static at(state: AnnotateState, kept?: unknown): Desk {
    const desk = new Desk(kept);
    desk.session.receive({ type: 'state', state });
    return desk;
  }

  static asking(ids = 'abcd'): Desk {
    const desk = new Desk();
    desk.state(ids);
    return desk;
  }

  state(ahead: string, more: Partial<AnnotateState> = {}): void {
    const records = [...ahead].map((id) => asked(id, `text ${id}`));
    this.session.receive({
      type: 'state',
      state: annotateState({ ahead: records, recent: [], ...more }),
    });
  }

  label(index: number): void {
    this.session.act({ kind: 'label', index });
  }

  ack(answerId: string): void {
    this.session.receive({ type: 'ack', answerId });
  }

  refuse(answerId: string, reason = 'The disk is full.'): void {
    this.session.receive({ type: 'refused', answerId, reason });
  }

  /** The answers posted, in order. */
  get answers(): Answer[] {
    return this.posted.flatMap((message) => (message.type === 'answer' ? [message.answer] : []));
  }

  get onScreen(): string | undefined {
    return this.session.view?.record?.recordId;
  }

  get recent(): string[] {
    return (this.session.view?.recent ?? []).map(
      ({ recordId, saving }) => recordId + (saving ? '…' : ''),
    );
  }

  sent(type: AnnotatePageMessage['type']): AnnotatePageMessage[] {
    return this.posted.filter((message) => message.type === type);
  }
}
