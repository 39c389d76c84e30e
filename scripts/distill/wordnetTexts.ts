import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rng } from '../../src/core/rng.ts';

const files = ['data.noun', 'data.verb', 'data.adj', 'data.adv'];

/**
 * The distinct definitions and examples of WordNet in a seeded order. Without its single words and phrases:
 * with them, the table represents whole sentences less well.
 * @param folder with the files data.noun, data.verb, data.adj and data.adv
 */
export async function wordnetTexts(folder: string): Promise<string[]> {
  const texts = new Set<string>();
  for (const file of files) {
    for (const line of (await readFile(join(folder, file), 'utf8')).split('\n')) {
      for (const text of readGloss(line)) texts.add(text);
    }
  }
  return new Rng(1).fork('sentences').shuffle([...texts]);
}

/**
 * The definition and examples in one line of a data file (wndb(5WN)); empty for the licence lines.
 */
export function readGloss(line: string): string[] {
  const bar = line.indexOf(' | ');
  return /^\d{8} /.test(line) && bar > 0 ? splitGloss(line.slice(bar + 3)) : [];
}

/** Splits a gloss into the definition and the quoted examples after it. */
function splitGloss(gloss: string): string[] {
  const first = gloss.indexOf('"');
  const definition = (first < 0 ? gloss : gloss.slice(0, first)).replace(/[\s;:,]+$/, '').trim();
  const examples = first < 0 ? [] : [...gloss.slice(first).matchAll(/"([^"]+)"/g)];
  return [definition, ...examples.map((match) => match[1]!.trim())].filter(
    (text) => text.length > 0,
  );
}
