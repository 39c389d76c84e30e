import type { JudgedView } from '../../../src/protocol/annotate.ts';
import type { KeyPress, PageAction } from '../keys.ts';
import type { DrawnState } from '../drawnState.ts';

const GAP = 4;

/** The record that a menu of labels answers, and its current answer. */
export interface PickedRow {
  readonly recordId: string;
  readonly label?: string;
  readonly labels?: JudgedView;
  /** Omitted for records that certainly have an answer. */
  readonly kind?: 'label' | 'labels' | 'skip' | 'none';
}

/** A menu of labels above the page. The browser closes it on Escape or on a click outside. */
export interface LabelMenu {
  readonly element: HTMLElement;
  readonly isOpen: boolean;
  /**
   * @param row its current answer is highlighted; one without label counts as skipped, unless its kind is
   * `none`
   */
  open(row: PickedRow, state: DrawnState, anchor: HTMLElement, first?: string): void;
  close(): void;
  /** Handles an action while the menu is open. */
  perform(action: PageAction): void;
  /**
   * Handles a key while the menu is open.
   * @returns whether the key was handled
   */
  press(press: KeyPress, action: PageAction | undefined): boolean;
}

export function wasSkipped({ recordId, label, labels, kind }: PickedRow): boolean {
  return recordId !== '' && label === undefined && labels === undefined && kind !== 'none';
}

/** Moves the focus among items. */
export function moveFocus(
  items: readonly HTMLElement[],
  { by, direction }: Extract<PageAction, { kind: 'scroll' }>,
): void {
  const at = items.findIndex((item) => item === document.activeElement);
  const next =
    by === 'line' ? (at + direction + items.length) % items.length : direction > 0 ? -1 : 0;
  items.at(next)?.focus();
}

/** Moves the focus to the next item whose name begins with a letter. */
export function moveToLetter(items: readonly HTMLElement[], letter: string): void {
  const at = items.findIndex((item) => item === document.activeElement);
  const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  const name = (item: HTMLElement): string => item.querySelector('.name')?.textContent ?? '';
  rest.find((item) => name(item).toLowerCase().startsWith(letter.toLowerCase()))?.focus();
}

/** Places a shown menu below its anchor, or above it if there is more room. */
export function placeBeside(element: HTMLElement, anchor: HTMLElement): void {
  const { style } = element;
  const at = anchor.getBoundingClientRect();
  const below = window.innerHeight - at.bottom - 2 * GAP;
  const above = at.top - 2 * GAP;
  const height = element.scrollHeight + 2;
  const isBelow = height <= below || below >= above;
  style.setProperty('max-height', `${isBelow ? below : above}px`);
  const shown = Math.min(height, isBelow ? below : above);
  style.setProperty('top', `${isBelow ? at.bottom + GAP : at.top - GAP - shown}px`);
  const left = Math.min(at.left, window.innerWidth - element.offsetWidth - 2 * GAP);
  style.setProperty('left', `${Math.max(GAP, left)}px`);
}
