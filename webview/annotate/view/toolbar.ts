import type { AnnotateStrings } from '../../../src/protocol/annotate.ts';
import { button, h, setAttribute, setShown, setText } from '../../common/dom.ts';
import type { PageAction } from '../keys.ts';
import type { DrawnState } from '../drawnState.ts';
import type { PadView } from '../sessionView.ts';

type ToolAction = Extract<
  PageAction['kind'],
  | 'skip'
  | 'flag'
  | 'note'
  | 'undo'
  | 'toggleSuggestion'
  | 'toggleWords'
  | 'history'
  | 'similar'
  | 'search'
  | 'toggleGuidelines'
  | 'toggleGroups'
  | 'accept'
  | 'toggleKeys'
  | 'filter'
>;

/** Keys of the tools; letters claimed by labels take precedence. */
const KEYS: Readonly<Record<ToolAction, { cap: string; shortcut: string }>> = {
  skip: { cap: 'Space', shortcut: 'Space' },
  flag: { cap: 'F', shortcut: 'F' },
  note: { cap: 'N', shortcut: 'N' },
  undo: { cap: '⌫', shortcut: 'Backspace' },
  accept: { cap: '⏎', shortcut: 'Enter' },
  toggleSuggestion: { cap: 'S', shortcut: 'S' },
  toggleWords: { cap: 'W', shortcut: 'W' },
  filter: { cap: '/', shortcut: '/' },
  history: { cap: 'H', shortcut: 'H' },
  similar: { cap: 'M', shortcut: 'M' },
  search: { cap: 'P', shortcut: 'P' },
  toggleGuidelines: { cap: 'G', shortcut: 'G' },
  toggleGroups: { cap: '', shortcut: '' },
  toggleKeys: { cap: '?', shortcut: '?' },
};

export interface ToolbarDrawing {
  /** How records are answered. */
  readonly padMode: PadView['mode'];
  readonly flagged: boolean;
  readonly suggestionShown: boolean;
  readonly wordsShown: boolean;
  /** Undefined if the project has none. */
  readonly guidelinesShown: boolean | undefined;
  /** Whether the label filter is useful. */
  readonly filter: boolean;
  /** Undefined if label names form no groups. */
  readonly groupsShown: boolean | undefined;
  /** Whether a suggestion is on screen. */
  readonly canAccept: boolean;
  /** Whether suggestions are possible. */
  readonly suggests: boolean;
  /** Whether the record was answered before. */
  readonly revisited: boolean;
  /** Whether conflicts are being decided: a record can be deferred. */
  readonly deciding: boolean;
  /** Whether a record can be skipped or flagged. */
  readonly enabled: boolean;
  /** Whether a record is visible, including earlier ones. */
  readonly shown: boolean;
  readonly canUndo: boolean;
}

interface ToolState {
  readonly text: string;
  readonly shown?: boolean;
  readonly enabled?: boolean;
  readonly pressed?: boolean;
}

/** Actions besides labelling, with their keys: on the record, and elsewhere. */
export class Toolbar {
  readonly #visibleTools = h('div', { class: 'tools' });
  readonly #otherTools = h('div', { class: 'tools' });
  readonly #status = h('p', { class: 'said', role: 'status' });
  readonly element = h(
    'div',
    { class: 'toolbar' },
    this.#visibleTools,
    this.#otherTools,
    this.#status,
  );
  readonly #tools = new Map<
    string,
    { element: HTMLElement; cap: HTMLElement; text: HTMLElement }
  >();

  constructor(act: (action: PageAction, byPointer: boolean) => void) {
    let group = this.#visibleTools;
    for (const [kind, { cap, shortcut }] of Object.entries(KEYS)) {
      if (kind === 'history') group = this.#otherTools;
      const key = h('kbd', { 'aria-hidden': 'true' }, cap);
      const text = h('span', {});
      const action: PageAction = { kind: kind as ToolAction };
      const element = button(
        { class: `tool ${kind}`, 'aria-keyshortcuts': shortcut },
        (byPointer) => {
          if (element.getAttribute('aria-disabled') !== 'true') act(action, byPointer);
        },
        key,
        text,
      );
      this.#tools.set(kind, { element, cap: key, text });
      group.append(element);
    }
  }

  /** A message in place of the tools; empty for none. */
  showStatus(sentence: string): void {
    setText(this.#status, sentence);
    this.element.classList.toggle('saying', sentence !== '');
  }

  draw({ labels, strings, canExplain }: DrawnState, drawing: ToolbarDrawing): void {
    const usedKeys = new Set(labels.map(({ key }) => key?.toLowerCase()));
    const drawn = drawnTools(strings, drawing, canExplain);
    for (const [kind, { element, cap, text }] of this.#tools) {
      const { text: words, shown = true, enabled = true, pressed } = drawn[kind as ToolAction];
      const { shortcut } = KEYS[kind as ToolAction];
      const free = shortcut !== '' && !usedKeys.has(shortcut.toLowerCase());
      setShown(element, shown);
      setText(text, words);
      setAttribute(element, 'title', words);
      cap.hidden = !free;
      setAttribute(element, 'aria-keyshortcuts', free ? shortcut : undefined);
      setAttribute(element, 'aria-disabled', enabled ? undefined : 'true');
      setAttribute(element, 'aria-pressed', pressed === undefined ? undefined : String(pressed));
    }
  }
}

function drawnTools(
  strings: AnnotateStrings,
  drawing: ToolbarDrawing,
  canExplain: boolean,
): Readonly<Record<ToolAction, ToolState>> {
  const { enabled, shown, flagged, guidelinesShown, padMode } = drawing;
  const isLater = padMode === 'pass' || drawing.deciding;
  const skip = drawing.revisited ? strings.leave : strings.skip;
  return {
    accept: {
      text: strings.accept,
      // The status line accepts and saves sets, beside their marks.
      shown: drawing.suggests && padMode === 'choose',
      enabled: enabled && drawing.canAccept,
    },
    skip: { text: isLater ? strings.multiLabel.later : skip, enabled },
    flag: { text: flagged ? strings.unflag : strings.flag, enabled, pressed: flagged },
    note: { text: strings.note, enabled: shown },
    undo: { text: strings.undo, enabled: drawing.canUndo },
    toggleSuggestion: {
      text: drawing.suggestionShown ? strings.hideSuggestion : strings.showSuggestion,
    },
    toggleWords: {
      text: drawing.wordsShown ? strings.hideWords : strings.showWords,
      shown: canExplain && drawing.suggestionShown,
    },
    filter: { text: strings.filter, shown: drawing.filter, enabled },
    toggleGroups: {
      text: drawing.groupsShown ? strings.ungroupLabels : strings.groupLabels,
      shown: drawing.groupsShown !== undefined,
    },
    history: { text: strings.history },
    similar: { text: strings.similar, enabled: shown },
    search: { text: strings.search },
    toggleGuidelines: {
      text: strings.guidelines,
      shown: guidelinesShown !== undefined,
      pressed: guidelinesShown ?? false,
    },
    toggleKeys: { text: strings.keys },
  };
}
