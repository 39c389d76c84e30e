import { Rng } from '../../../src/core/rng.ts';

export interface Row {
  readonly label: string;
  readonly title: string;
  readonly body: string;
}

const themes: Readonly<Record<string, readonly string[]>> = {
  delivery: 'parcel courier street late box rain driver left'.split(' '),
  refund: 'refund money card charged twice fee bank back'.split(' '),
  account: 'login password email locked reset code profile name'.split(' '),
};
const common = 'please can you help me my the was with order today again thanks'.split(' ');

/** Messages on three themes that share half of their words, so that there is something to learn. */
export function messages(n: number, seed: number): Row[] {
  const rng = new Rng(seed);
  const labels = Object.keys(themes);
  return Array.from({ length: n }, (_, i) => {
    const label = labels[rng.integer(labels.length)]!;
    const draw = (): string => {
      const words = rng.uniform() < 0.25 ? themes[label]! : common;
      return words[rng.integer(words.length)]!;
    };
    return {
      label,
      title: `${draw()} ${draw()} ${i}`,
      body: Array.from({ length: 10 }, draw).join(' '),
    };
  });
}
