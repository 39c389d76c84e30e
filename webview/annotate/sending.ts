import { maxPending } from '../../src/protocol/annotate.ts';
import { acknowledge, caughtUp, emptyOutbox, refuse, restoreUnsaved, send } from './outbox.ts';
import type { Outbox, SentAnswer } from './outbox.ts';
import type { SessionPorts } from './sessionPorts.ts';

/** After this many milliseconds without acknowledgement the page says that an answer is slow. */
const ACKNOWLEDGE_TIMEOUT = 5000;
/** Maximum time for which an undo blocks answers if no state follows, in milliseconds. */
const UNDO_TIMEOUT = 1000;

/** Answers in transit to the host, and the undos that wait for them. */
export class Sending {
  readonly #ports: Pick<SessionPorts, 'post' | 'later'>;
  readonly #changed: () => void;
  #outbox: Outbox;
  /** Undos pressed while answers were in transit; sent once these are saved. */
  #undos = 0;
  /** Sequence number of the undo or redo whose effect is pending; 0 for none. */
  #awaited = 0;
  #steps = 0;
  /** Answers whose acknowledgement is overdue. */
  readonly #overdue = new Set<string>();
  #resend: boolean;

  /**
   * @param kept the unsaved answers before a reload
   * @param changed called when something changes over time, without an action
   */
  constructor(ports: Pick<SessionPorts, 'post' | 'later'>, kept: unknown, changed: () => void) {
    this.#ports = ports;
    this.#changed = changed;
    this.#outbox = { ...emptyOutbox, unsaved: restoreUnsaved(kept) };
    this.#resend = this.#outbox.unsaved.length > 0;
  }

  get outbox(): Outbox {
    return this.#outbox;
  }

  /** Why no answer can be given now. */
  get hold(): 'saving' | 'undoing' | undefined {
    if (this.#undos > 0 || this.#awaited > 0) return 'undoing';
    return this.#outbox.unsaved.length >= maxPending ? 'saving' : undefined;
  }

  /** The acknowledgement of an answer is overdue. */
  get isOverdue(): boolean {
    return this.#outbox.unsaved.some(({ answerId }) => this.#overdue.has(answerId));
  }

  /** @param keep called before the answer is sent, to store it, so that it is never lost */
  send(sent: SentAnswer, keep: () => void): void {
    this.#outbox = send(this.#outbox, sent);
    keep();
    this.#post(sent);
  }

  /** @returns the answer that is now saved */
  acknowledge(answerId: string): SentAnswer | undefined {
    this.#outbox = acknowledge(this.#outbox, answerId);
    this.#sendUndos();
    return this.#outbox.saved.find((sent) => sent.answerId === answerId);
  }

  refuse(answerId: string): void {
    // An undo that waited for the refused answer has nothing to undo.
    if (this.#outbox.unsaved.at(-1)?.answerId === answerId && this.#undos > 0) this.#undos--;
    this.#outbox = refuse(this.#outbox, answerId);
    this.#sendUndos();
  }

  undo(canUndo: boolean): void {
    if (this.#outbox.unsaved.length > 0) this.#undos++;
    else if (canUndo || this.#outbox.saved.length > 0) this.#sendStep('undo');
  }

  redo(canRedo: boolean): void {
    if (this.#outbox.unsaved.length === 0 && canRedo) this.#sendStep('redo');
  }

  /** A state of the host has arrived. */
  catchUp(): void {
    this.#outbox = caughtUp(this.#outbox);
    this.#awaited = 0;
    if (!this.#resend) return;
    this.#resend = false;
    for (const sent of this.#outbox.unsaved) this.#post(sent);
  }

  #post({ answerId, recordId, answer, elapsedMs, ask }: SentAnswer): void {
    const message = { answerId, recordId, answer, elapsedMs, ...(ask && { ask }) };
    this.#ports.post({ type: 'answer', ...message });
    // Tells the user if the host does not acknowledge it for a while.
    this.#ports.later(() => {
      if (!this.#outbox.unsaved.some((sent) => sent.answerId === answerId)) return;
      this.#overdue.add(answerId);
      this.#changed();
    }, ACKNOWLEDGE_TIMEOUT);
  }

  #sendUndos(): void {
    if (this.#outbox.unsaved.length > 0) return;
    for (; this.#undos > 0; this.#undos--) this.#sendStep('undo');
  }

  /** Blocks answers until the step's effect is on screen; until then they would go to the wrong record. */
  #sendStep(type: 'undo' | 'redo'): void {
    const step = ++this.#steps;
    this.#awaited = step;
    this.#ports.post({ type });
    this.#ports.later(() => {
      if (this.#awaited !== step) return;
      this.#awaited = 0;
      this.#changed();
    }, UNDO_TIMEOUT);
  }
}
