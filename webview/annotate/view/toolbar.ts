import type { AnnotateState, PanelAction } from '../../../src/protocol/annotate.ts';
import { button, h, setAttribute, setText } from '../../common/dom.ts';

type ToolAction = Extract<
  PanelAction['kind'],
  'skip' | 'flag' | 'undo' | 'toggleSuggestion' | 'toggleKeys'
>;

interface Tool {
  readonly element: HTMLButtonElement;
  readonly text: HTMLElement;
}

export interface ToolbarDrawing {
  readonly flagged: boolean;
  readonly suggestionShown: boolean;
  /** S hides the suggestion, unless a label has that key. */
  readonly suggestionKey: boolean;
  /** A record is there to be skipped or flagged. */
  readonly enabled: boolean;
  readonly canUndo: boolean;
}

/** What can be done besides labelling, with its keys. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #tools: Readonly<Record<ToolAction, Tool>>;
  readonly #suggestionKey = h('kbd', { 'aria-hidden': 'true' }, 'S');

  constructor(act: (action: PanelAction, byPointer: boolean) => void) {
    const tool = (kind: ToolAction, key: HTMLElement | string, shortcut: string): Tool => {
      const text = h('span', {});
      const cap = typeof key === 'string' ? h('kbd', { 'aria-hidden': 'true' }, key) : key;
      const element = button(
        { class: `tool ${kind}`, 'aria-keyshortcuts': shortcut },
        (byPointer) => {
          if (element.getAttribute('aria-disabled') !== 'true') act({ kind }, byPointer);
        },
        cap,
        text,
      );
      return { element, text };
    };
    this.#tools = {
      skip: tool('skip', 'Space', 'Space'),
      flag: tool('flag', 'F', 'F'),
      undo: tool('undo', '⌫', 'Backspace'),
      toggleSuggestion: tool('toggleSuggestion', this.#suggestionKey, 'S'),
      toggleKeys: tool('toggleKeys', '?', '?'),
    };
    this.element = h(
      'div',
      { class: 'toolbar' },
      ...Object.values(this.#tools).map(({ element }) => element),
    );
  }

  draw({ strings }: AnnotateState, drawing: ToolbarDrawing): void {
    const { skip, flag, undo, toggleSuggestion, toggleKeys } = this.#tools;
    setText(skip.text, strings.skip);
    setText(flag.text, drawing.flagged ? strings.unflag : strings.flag);
    setAttribute(flag.element, 'aria-pressed', String(drawing.flagged));
    setText(undo.text, strings.undo);
    setText(
      toggleSuggestion.text,
      drawing.suggestionShown ? strings.hideSuggestion : strings.showSuggestion,
    );
    setText(toggleKeys.text, strings.keys);
    this.#suggestionKey.hidden = !drawing.suggestionKey;
    for (const { element } of [skip, flag]) {
      setAttribute(element, 'aria-disabled', drawing.enabled ? undefined : 'true');
    }
    setAttribute(undo.element, 'aria-disabled', drawing.canUndo ? undefined : 'true');
  }
}
