/** Shapes of marks, in the order in which labels of one colour take them. */
const shapes = ['square', 'circle', 'diamond', 'triangle', 'ring'] as const;

export type Shape = (typeof shapes)[number];

/** How much of the hue is in a tone, and what it is mixed with (in OKLab); the first tone is the hue itself. */
const tones = [
  undefined,
  { share: 0.55, with: 'foreground' },
  { share: 0.72, with: 'background' },
] as const;

export type Tone = (typeof tones)[number];

/**
 * What tells the marks of labels of one colour apart, in the panel, the tree and wherever else: of one hue there are
 * three tones, then the next shape.
 * @param variant 0, 1, 2 … among the labels of that colour
 */
export function shadeOf(variant: number): { readonly shape: Shape; readonly tone: Tone } {
  const shape = shapes[Math.floor(variant / tones.length) % shapes.length]!;
  return { shape, tone: tones[variant % tones.length] };
}

/** What the mark of a label is drawn by. */
export interface LabelLook {
  /** Id of a theme colour. */
  readonly color: string;
  /** Tells labels of one colour apart: 0, 1, 2 … */
  readonly variant: number;
}
