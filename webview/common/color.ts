import { shadeOf, type LabelStyle } from '../../src/protocol/labelShade.ts';

/**
 * The CSS value of a theme colour's id: "charts.red" → "var(--vscode-charts-red)". base.css corrects colours
 * that some themes omit or make too faint for a mark, under the name --mg-….
 */
export function themeColor(id: string): string {
  if (!/^[a-zA-Z][\w.-]*$/.test(id)) return 'var(--vscode-foreground)';
  const name = id.replaceAll('.', '-');
  return `var(--mg-${name}, var(--vscode-${name}, var(--vscode-foreground)))`;
}

/** The part of an HTML element that shows a label's look. */
export interface StyledElement {
  readonly style: { setProperty(name: string, value: string): void };
  readonly dataset: Record<string, string | undefined>;
}

/**
 * Shows a label's colour in an element, as `--label` and as `data-shape` for its mark. Tones are mixed with
 * the theme's foreground or background.
 */
export function applyStyle(element: StyledElement, { color, variant }: LabelStyle): void {
  const hue = themeColor(color);
  const { shape, tone } = shadeOf(variant);
  element.style.setProperty(
    '--label',
    tone
      ? `color-mix(in oklab, ${hue} ${Math.round(100 * tone.share)}%, var(${surfaces[tone.with]}))`
      : hue,
  );
  element.dataset['shape'] = shape;
}

const surfaces = {
  foreground: '--vscode-foreground',
  background: '--vscode-editor-background',
} as const;
