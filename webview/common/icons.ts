/** Line icons on a grid of 16, drawn with `currentColor`. */
const PATHS = {
  info: 'M8 7.5v4M8 4.8v.4M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  warning: 'M8 6.3v3.4M8 11.6v.4M8 2.2 14.3 13.5H1.7Z',
  error: 'M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  flag: 'M4 14V2.5h8L10 6l2 3.5H4',
  check: 'M3 8.5 6.5 12 13 4.5',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  note: 'M3 2.5h10v8l-3.5 3H3ZM5.5 6h5M5.5 8.8h3',
  close: 'M4 4l8 8M12 4l-8 8',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

/** A decorative icon; adjacent text carries the meaning. */
export function icon(name: IconName): SVGSVGElement {
  const path = svg('path', { d: PATHS[name] });
  const element = svg('svg', { viewBox: '0 0 16 16', class: `icon icon-${name}` }, path);
  element.setAttribute('aria-hidden', 'true');
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly SVGElement[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
