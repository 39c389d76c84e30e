import gifenc from 'gifenc';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 4 · width · height bytes; alpha is ignored. */
  readonly rgba: Uint8Array;
  /** How long it is shown, in milliseconds. */
  readonly ms: number;
}

/** One of the 256 palette entries marks unchanged pixels. */
const colours = 255;
const unchanged = 255;

/**
 * Encodes pictures of one size as an endlessly looping animated GIF. All frames share one palette, and each
 * frame after the first holds only the changed pixels, so that text stays crisp and nothing flickers.
 */
export function encodeGif(pictures: readonly Picture[]): Uint8Array {
  const palette = paletteOf(pictures);
  const nearest = nearestIn(palette);
  const encoder = gifenc.GIFEncoder();
  let former: Uint8Array | undefined;
  for (const { width, height, rgba, ms } of pictures) {
    const now = new Uint8Array(width * height);
    for (let i = 0; i < now.length; i++) now[i] = nearest(colourAt(rgba, i));
    const drawn = former ? now.map((index, i) => (index === former![i] ? unchanged : index)) : now;
    encoder.writeFrame(drawn, width, height, {
      delay: ms,
      // 1: the previous frame stays under the transparent pixels.
      dispose: 1,
      ...(former ? { transparent: true, transparentIndex: unchanged } : { palette, repeat: 0 }),
    });
    former = now;
  }
  encoder.finish();
  return encoder.bytes();
}

const colourAt = (rgba: Uint8Array, i: number): number =>
  (rgba[4 * i]! << 16) | (rgba[4 * i + 1]! << 8) | rgba[4 * i + 2]!;

/**
 * The most frequent colours, exactly. A colour too close to one already taken is used only if the palette
 * would not be full otherwise.
 */
function paletteOf(pictures: readonly Picture[]): [number, number, number][] {
  const counts = new Map<number, number>();
  for (const { rgba } of pictures) {
    for (let i = 0; 4 * i < rgba.length; i++) {
      const colour = colourAt(rgba, i);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => channels(colour));
  let chosen: [number, number, number][] = [];
  for (let likeness = 0; ; likeness += 8) {
    const wider: [number, number, number][] = [];
    for (const colour of ranked) {
      if (wider.every((taken) => distance(taken, colour) > likeness)) wider.push(colour);
      if (wider.length > colours) break;
    }
    chosen = wider;
    if (chosen.length <= colours) break;
  }
  const rest = ranked.filter((colour) => !chosen.includes(colour));
  const palette = [...chosen, ...rest.slice(0, colours - chosen.length)];
  // A GIF colour table has 256 entries; unused ones are black.
  return Array.from({ length: 256 }, (_, i) => palette[i] ?? [0, 0, 0]);
}

function nearestIn(palette: readonly [number, number, number][]): (colour: number) => number {
  const known = new Map<number, number>();
  return (colour) => {
    const before = known.get(colour);
    if (before !== undefined) return before;
    const wanted = channels(colour);
    let best = 0;
    palette.slice(0, colours).forEach((candidate, i) => {
      if (distance(candidate, wanted) < distance(palette[best]!, wanted)) best = i;
    });
    known.set(colour, best);
    return best;
  };
}

const channels = (colour: number): [number, number, number] => [
  colour >> 16,
  (colour >> 8) & 255,
  colour & 255,
];

/** Squared distance, weighted by the eye's sensitivity to each channel. */
function distance([r, g, b]: readonly number[], [R, G, B]: readonly number[]): number {
  return 2 * (r! - R!) ** 2 + 4 * (g! - G!) ** 2 + 3 * (b! - B!) ** 2;
}
