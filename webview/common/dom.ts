/** Attributes as in HTML; false and undefined omit one, true writes it empty. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Creates an element. Strings become text nodes, so untrusted text can never become markup. Set styles
 * through `element.style` or a class: the page's content security policy refuses style attributes.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children);
  return element;
}

export function setAttribute(
  element: Element,
  name: string,
  value: string | boolean | undefined,
): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : value);
}

/** Sets text only on a change, so that selections survive and live regions stay quiet. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows or hides with the `hidden` attribute. */
export function setShown(element: HTMLElement, shown: boolean): void {
  if (element.hidden === shown) element.hidden = !shown;
}

/**
 * A button that never submits. `onClick` receives whether a pointer pressed it. Ignores the second click of a
 * double click: the content under the pointer has changed by then.
 */
export function button(
  attributes: Attributes,
  onClick: (byPointer: boolean) => void,
  ...children: readonly (Node | string)[]
): HTMLButtonElement {
  const element = bareButton(attributes, children);
  element.addEventListener('click', (event) => {
    if (event.detail <= 1) onClick(event.detail > 0);
  });
  return element;
}

/** A stepping button, on which every quick click counts. */
export function stepButton(
  attributes: Attributes,
  onClick: () => void,
  ...children: readonly (Node | string)[]
): HTMLButtonElement {
  const element = bareButton(attributes, children);
  element.addEventListener('click', onClick);
  return element;
}

function bareButton(
  attributes: Attributes,
  children: readonly (Node | string)[],
): HTMLButtonElement {
  return h('button', { type: 'button', ...attributes }, ...children);
}
