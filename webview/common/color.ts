/**
 * The CSS value of a theme colour's id: "charts.red" → "var(--vscode-charts-red)". A colour that some themes
 * leave out or make too faint for a mark is corrected in base.css under the name --mg-….
 */
export function themeColor(id: string): string {
  if (!/^[a-zA-Z][\w.-]*$/.test(id)) return 'var(--vscode-foreground)';
  const name = id.replaceAll('.', '-');
  return `var(--mg-${name}, var(--vscode-${name}, var(--vscode-foreground)))`;
}

/** What tells the marks of labels of one colour apart. */
export interface LabelLook {
  readonly color: string;
  /** 0, 1, 2 … among the labels of that colour. */
  readonly variant: number;
}

const TONES = 3;
export const SHAPES = ['square', 'circle', 'diamond', 'triangle', 'ring'] as const;

/**
 * Shows a label's colour in an element, as `--label` and as `data-shape` for its mark: of one hue there are
 * three tones, then the next shape. Tones are mixed with what the theme itself sets apart from its background.
 */
export function showLook(element: HTMLElement, { color, variant }: LabelLook): void {
  const hue = themeColor(color);
  const tone = [
    hue,
    `color-mix(in oklab, ${hue} 55%, var(--vscode-foreground))`,
    `color-mix(in oklab, ${hue} 72%, var(--vscode-editor-background))`,
  ][variant % TONES]!;
  element.style.setProperty('--label', tone);
  element.dataset['shape'] = SHAPES[Math.floor(variant / TONES) % SHAPES.length]!;
}
