/**
 * Writes labelled texts with characters that are hard to write, converted to the formats of other tools, and
 * ONNX models and model folders: `node writeOurFiles.ts FOLDER`. SOURCE.jsonl is in Marginalia's own format,
 * for the sources `single`, `multi` and `spans`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../../src/core/rng.ts';
import { convertText } from '../harness/conversion.ts';
import { writeGuides, writeModelFolders } from './writeModelFolders.ts';
import { writeOnnxModels } from './writeOnnxModels.ts';

const words = [
  'parcel',
  'money',
  'Zürich',
  '東京',
  '😀',
  '👩‍💻',
  'naïve',
  'late,',
  '"again"',
  "it's",
  '100',
  'E-Mail',
  'refund',
];
const labels = ['late, lost', 'refund #1', 'a|b', 'Grüße'];
const names = {
  PER: ['Ada', 'Lovelace', '😀Bob'],
  LOC: ['New', 'York', 'Bonn'],
  ORG: ['Acme', 'GmbH'],
};
const spanLabels = ['PER', 'LOC', 'ORG'] as const;
const count = 200;

/** The files made from each source, named by the format and an extension. */
const conversions: Readonly<Record<string, readonly string[]>> = {
  single: [
    'spacy.jsonl',
    'labelstudio.json',
    'argilla.jsonl',
    'huggingface.jsonl',
    'prodigy.jsonl',
    'parquet',
  ],
  multi: [
    'spacy.jsonl',
    'labelstudio.json',
    'argilla.jsonl',
    'huggingface.jsonl',
    'prodigy.jsonl',
    'csv',
    'parquet',
  ],
  spans: [
    'spacy.jsonl',
    'labelstudio.json',
    'argilla.jsonl',
    'prodigy.jsonl',
    'doccano.jsonl',
    'bio.conll',
    'iob1.conll',
    'bilou.conll',
  ],
};

const rng = new Rng(14);
const pick = <T>(list: readonly T[]): T => list[rng.integer(list.length)]!;
const some = (n: number): string[] => Array.from({ length: n }, () => pick(words));

const rows = Array.from({ length: count }, (_, i) => ({
  id: `R${i}`,
  text: `${some(3).join(' ')}${rng.integer(4) === 0 ? '\n' : ' '}${some(4).join(' ')} ${i}`,
  annotator: pick(['ada', 'bob']),
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, i, rng.integer(1000))).toISOString(),
}));
const isSkipped = (i: number): boolean => i % 10 === 3;

const single = rows.map((row, i) =>
  isSkipped(i) ? { ...row, label: null, skipped: true } : { ...row, label: pick(labels) },
);

const multi = rows.map((row, i) => {
  if (isSkipped(i)) return { ...row, labels: null, not: null, skipped: true };
  const yes = labels.filter(() => rng.integer(3) === 0);
  // A label that was not judged is in neither list.
  const judged = i % 7 === 2 ? labels.slice(1) : labels;
  const applies = (label: string): boolean => yes.includes(label);
  return { ...row, labels: judged.filter(applies), not: judged.filter((one) => !applies(one)) };
});

/** Texts of words separated by single blanks. Some words are spans; spans may be adjacent. */
const spans = rows.map((row, i) => {
  let text = `${i}`;
  const found: { start: number; end: number; label: string; text: string }[] = [];
  for (let part = rng.integer(5); part > 0; part--) {
    const label = pick(spanLabels);
    const name = names[label].slice(0, 1 + rng.integer(names[label].length)).join(' ');
    text = [text, ...some(rng.integer(3))].join(' ');
    // Offsets count code points.
    const start = [...text].length + 1;
    text = `${text} ${name}`;
    found.push({ start, end: [...text].length, label, text: name });
  }
  return { ...row, text, spans: found, of: spanLabels, offsets: 'codepoint', tokens: 'blanks' };
});

const folder = process.argv[2]!;
for (const [name, list] of Object.entries({ single, multi, spans })) {
  const lines = list.map((row) => `${JSON.stringify(row)}\n`);
  writeFileSync(join(folder, `${name}.jsonl`), lines.join(''));
}
for (const [source, files] of Object.entries(conversions)) {
  const given = readFileSync(join(folder, `${source}.jsonl`), 'utf8');
  for (const file of files) {
    const [kind = ''] = file.split('.');
    const to = file.endsWith('.conll') ? ['conll', '--scheme', kind] : [kind];
    const { bytes } = await convertText(given, '--from', 'marginalia', '--to', ...to);
    writeFileSync(join(folder, `${source}.${file}`), bytes);
  }
}
await writeOnnxModels(folder);
await writeModelFolders(folder);
await writeGuides(folder);
