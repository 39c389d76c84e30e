import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStatic } from '../../src/adapters/bundledModels/openStatic.ts';
import { WordPieceTokenizer } from '../../src/core/wordpiece/wordPieceTokenizer.ts';
import { Rng } from '../../src/core/rng.ts';
import { bertPieces, libraryTokenizer } from '../fixtures/embed/bertTokenizer.ts';
import { medianOf, timesOfBoth } from './measure.ts';
import type { BenchRow } from './rows.ts';

/** Pieces per text, as in a sentence of a review. */
const PIECES = 20;

/** Sentences of Zipf-distributed words, with a capital, a comma and a full stop; one word in eight is rare. */
export function sentencesOf(pieces: readonly string[], count: number, seed = 13): string[] {
  const rng = new Rng(seed);
  const whole = pieces.filter((piece) => /^[a-z]{2,}$/.test(piece));
  const tokenizer = new WordPieceTokenizer(pieces);
  const rare = (): string =>
    whole[rng.integer(whole.length)]! + whole[rng.integer(whole.length)]!.slice(0, 4);
  return Array.from({ length: count }, () => {
    let text = '';
    let length = 1;
    while (length < PIECES) {
      const common = whole[Math.floor(whole.length ** rng.uniform()) - 1]!;
      const word = (rng.uniform() < 0.125 ? rare() : common) + (rng.uniform() < 0.1 ? ',' : '');
      const more = tokenizer.encode(word).length;
      if (length + more > PIECES) continue;
      length += more;
      text += text === '' ? word[0]!.toUpperCase() + word.slice(1) : ` ${word}`;
    }
    return `${text}.`;
  });
}

/** Texts per second through the static embedding on one core, relative to only splitting them with the library. */
export async function benchStatic(count = 20_000, peerShare = 10): Promise<BenchRow[]> {
  const folder = fileURLToPath(new URL('../../models/static-en-128', import.meta.url));
  const pieces = await bertPieces();
  const texts = sentencesOf(pieces, count);
  const embedder = await openStatic(folder, setImmediate);
  const library = await libraryTokenizer(pieces);
  const some = texts.slice(0, count / peerShare);
  const [ours, peers] = await timesOfBoth(
    () => embedder.embed(texts),
    () => Promise.resolve(some.forEach((text) => library(text))),
  );
  const perSecond = count / (medianOf(ours) / 1000);
  const peer = some.length / (medianOf(peers) / 1000);
  return [
    {
      part: 'embed',
      name: `static embedding of ${count} texts of ${PIECES} word pieces, one core`,
      value: Math.round(perSecond),
      unit: 'records/s',
      peer: { name: 'only the tokenizer of @huggingface/transformers', value: Math.round(peer) },
      timesFaster: perSecond / peer,
    },
  ];
}
