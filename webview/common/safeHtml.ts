/** Allowed elements; others are dropped, and their text is kept. */
const ALLOWED = new Set(
  'p br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong b i s del sub sup kbd table thead tbody tr th td a'.split(
    ' ',
  ),
);
/** Elements that are dropped with their content. */
const DROPPED = new Set(
  'script style template iframe object embed svg math form input button textarea select title head meta link base noscript audio video'.split(
    ' ',
  ),
);
/** Headings start below the page's own levels. */
const HEADINGS: Readonly<Record<string, keyof HTMLElementTagNameMap>> = {
  h1: 'h3',
  h2: 'h4',
  h3: 'h5',
  h4: 'h6',
  h5: 'h6',
};

/**
 * Converts untrusted HTML to nodes that are safe to show. Parses it without running scripts and recreates
 * allowed elements; copies no attribute but the address of a web link, and loads nothing.
 */
export function safeNodes(html: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const out = document.createDocumentFragment();
  for (const node of parsed.body.childNodes) append(node, out);
  return out;
}

function append(node: Node, to: Node): void {
  if (node instanceof Text || node.nodeType === Node.TEXT_NODE) {
    to.appendChild(document.createTextNode(node.nodeValue ?? ''));
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const element = node as Element;
  const name = element.localName;
  if (DROPPED.has(name)) return;
  if (name === 'img') {
    to.appendChild(document.createTextNode(element.getAttribute('alt') ?? ''));
    return;
  }
  const parent = ALLOWED.has(name) ? copyOf(element, name) : to;
  if (parent !== to) to.appendChild(parent);
  for (const child of element.childNodes) append(child, parent);
}

function copyOf(element: Element, name: string): Element {
  const copy = document.createElement(HEADINGS[name] ?? name);
  if (name !== 'a') return copy;
  const href = element.getAttribute('href') ?? '';
  if (/^(https?|mailto):/i.test(href)) copy.setAttribute('href', href);
  return copy;
}
