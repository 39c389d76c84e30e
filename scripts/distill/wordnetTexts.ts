import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rng } from '../../src/core/rng.ts';

const files = ['data.noun', 'data.verb', 'data.adj', 'data.adv'];

/**
 * The texts of WordNet that the table is fitted on, in a seeded order: every definition, every example, and
 * every word or phrase, each once.
 * @param folder with the files data.noun, data.verb, data.adj and data.adv
 */
export async function wordnetTexts(folder: string): Promise<string[]> {
  const sentences = new Set<string>();
  const phrases = new Set<string>();
  for (const file of files) {
    for (const line of (await readFile(join(folder, file), 'utf8')).split('\n')) {
      const synset = readSynset(line);
      for (const text of synset?.glosses ?? []) sentences.add(text);
      for (const text of synset?.lemmas ?? []) phrases.add(text);
    }
  }
  const rng = new Rng(1);
  return [
    ...rng.fork('sentences').shuffle([...sentences]),
    ...rng.fork('phrases').shuffle([...phrases]),
  ];
}

export interface Synset {
  /** Its words and phrases, with blanks. */
  readonly lemmas: readonly string[];
  /** Definition first, then the examples. */
  readonly glosses: readonly string[];
}

/** One line of a data file (wndb(5WN)); undefined for the lines of the licence. */
export function readSynset(line: string): Synset | undefined {
  if (!/^\d{8} /.test(line)) return undefined;
  const bar = line.indexOf(' | ');
  if (bar < 0) return undefined;
  const fields = line.slice(0, bar).split(' ');
  const words = parseInt(fields[3]!, 16);
  const lemmas = Array.from({ length: words }, (_, i) => fields[4 + 2 * i]!)
    // Adjectives may carry their place in the sentence: "galore(ip)".
    .map((lemma) => lemma.replace(/\((a|p|ip)\)$/, '').replaceAll('_', ' '));
  return { lemmas, glosses: splitGloss(line.slice(bar + 3)) };
}

/** The definition and the examples, which stand behind it in quotation marks. */
function splitGloss(gloss: string): string[] {
  const first = gloss.indexOf('"');
  const definition = (first < 0 ? gloss : gloss.slice(0, first)).replace(/[\s;:,]+$/, '').trim();
  const examples = first < 0 ? [] : [...gloss.slice(first).matchAll(/"([^"]+)"/g)];
  return [definition, ...examples.map((match) => match[1]!.trim())].filter(
    (text) => text.length > 0,
  );
}
