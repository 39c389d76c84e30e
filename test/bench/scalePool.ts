import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Rng } from '../../src/core/rng.ts';

const topics: Readonly<Record<string, readonly string[]>> = {
  refund: 'money back refund charged invoice bank card paid twice reimburse'.split(' '),
  delivery: 'parcel late courier tracking lost box doorstep van driver depot'.split(' '),
  account: 'password login email locked profile reset code phone screen app'.split(' '),
  praise: 'great service friendly quick thanks lovely recommend happy best team'.split(' '),
};
export const scaleLabels = Object.keys(topics);
const shared =
  'the order arrived again and says that I owe fee for it can someone please look at this my own left outside rain does not work since monday'.split(
    ' ',
  );

/** The true label: the topic with the most words in the text. */
export function scaleOracle(text: string): string {
  const words = new Set(text.split(' '));
  const count = (name: string): number => topics[name]!.filter((word) => words.has(word)).length;
  return scaleLabels.reduce((best, name) => (count(name) > count(best) ? name : best));
}

/** The first texts of the pool of any size. */
export function firstTexts(count: number): string[] {
  const texts = generated();
  return Array.from({ length: count }, () => texts.next().value);
}

/** Distinct texts; one word in four belongs to the topic. */
function* generated(): Generator<string, never> {
  const rng = new Rng(11);
  const pick = (from: readonly string[]): string => from[rng.integer(from.length)]!;
  for (;;) {
    const topic = topics[scaleLabels[Math.floor(4 * rng.uniform() ** 1.5)]!]!;
    const words = Array.from({ length: 12 + rng.integer(9) }, () =>
      pick(rng.uniform() < 0.25 ? topic : shared),
    );
    yield words.join(' ');
  }
}

/** About 130 bytes per record. */
export async function writePool(path: string, records: number): Promise<void> {
  const out = createWriteStream(path);
  const texts = generated();
  for (let i = 0; i < records;) {
    let lines = '';
    for (const end = Math.min(records, i + 10_000); i < end; i++) {
      const text = texts.next().value;
      lines += `${JSON.stringify({ id: i, text, lang: 'en' })}\n`;
    }
    if (!out.write(lines)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
