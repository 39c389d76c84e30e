/** Shapes of marks, in the order of use for labels of one colour. */
const shapes = ['square', 'circle', 'diamond', 'triangle', 'ring'] as const;

export type Shape = (typeof shapes)[number];

/**
 * Share of the hue in a tone, and the colour mixed in (in OKLab); the first tone is the hue itself.
 */
const tones = [
  undefined,
  { share: 0.55, with: 'foreground' },
  { share: 0.72, with: 'background' },
] as const;

export type Tone = (typeof tones)[number];

/**
 * Distinguishes the marks of labels of one colour, in the panel, the tree and elsewhere: three
 * tones of a hue, then the next shape.
 * @param variant 0, 1, 2 … among the labels of that colour
 */
export function shadeOf(variant: number): { readonly shape: Shape; readonly tone: Tone } {
  const shape = shapes[Math.floor(variant / tones.length) % shapes.length]!;
  return { shape, tone: tones[variant % tones.length] };
}

/** Appearance of a label's mark. */
export interface LabelStyle {
  /** Id of a theme colour. */
  readonly color: string;
  /** Distinguishes labels of one colour: 0, 1, 2 … */
  readonly variant: number;
}
