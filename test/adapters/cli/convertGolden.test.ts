// Golden files: one per task and supported format, as described in docs/formats.md. Regenerate them after a
// deliberate change with `node dist/cli.js convert TASK.jsonl FILE --to FORMAT`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatNames, type FormatName } from '../../../src/core/interchange/formats/format.ts';
import { formatNamed, isReadable } from '../../../src/core/interchange/formats/registry.ts';
import { convertText } from '../../harness/conversion.ts';
import { says } from '../../harness/english.ts';

const folder = join(import.meta.dirname, '../../fixtures/interchange/golden');
const endings: Readonly<Record<FormatName, string>> = {
  marginalia: 'jsonl',
  csv: 'csv',
  prodigy: 'prodigy.jsonl',
  doccano: 'doccano.jsonl',
  'doccano-csv': 'doccano.csv',
  fasttext: 'fasttext.txt',
  conll: 'conll',
  spacy: 'spacy.jsonl',
  lighttag: 'lighttag.json',
  labelsleuth: 'labelsleuth.csv',
  huggingface: 'huggingface.jsonl',
  openai: 'openai.jsonl',
  inspect: 'inspect.jsonl',
  promptfoo: 'promptfoo.csv',
  labelstudio: 'labelstudio.json',
  'labelstudio-min': 'labelstudio-min.json',
  'labelstudio-csv': 'labelstudio.csv',
  argilla: 'argilla.jsonl',
  parquet: 'parquet',
};

for (const task of ['single', 'multi', 'spans'] as const) {
  for (const format of formatNames.filter((name) => formatNamed(name).tasks.includes(task))) {
    test(`${task} in ${formatNamed(format).title}`, async () => {
      const given = await readFile(join(folder, `${task}.jsonl`), 'utf8');
      const golden = await readFile(join(folder, `${task}.${endings[format]}`));
      const { written, bytes } = await convertText(given, '--to', format);
      if (format === 'parquet') assert.deepEqual(bytes, golden);
      else assert.equal(written, golden.toString());
      if (format === 'doccano-csv') return;
      if (!isReadable(formatNamed(format))) {
        await assert.rejects(convertText(golden), says(/can be written, but not read as answers/));
        return;
      }
      const { counts } = await convertText(golden);
      // With label names in place of numbers, Hugging Face lines look like Marginalia's own.
      assert.equal(counts.from, format === 'huggingface' ? 'marginalia' : format);
    });
  }
}
