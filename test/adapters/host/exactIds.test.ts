// Numeric ids beyond the precision of a double keep their digits in every format.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isProblem } from '../../../src/core/interchange/formats/format.ts';
import { readOptionsOf } from '../../../src/core/interchange/formats/survey.ts';
import { withExchangeFiles } from '../../../src/host/findAnswers.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-ids-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const digits = '1700341480978622001';

const rows: Readonly<Record<string, string>> = {
  marginalia: `{"id":${digits},"text":"a","label":"x"}`,
  predictions: `{"id":${digits},"text":"a","label":"x","p":0.75,"probabilities":{"x":0.75,"y":0.25}}`,
  doccano: `{"id":${digits},"text":"a","label":["x"]}`,
  'doccano meta': `{"text":"a","label":["x"],"meta":{"id":${digits}}}`,
  prodigy: `{"text":"a","label":"x","answer":"accept","meta":{"id":${digits}}}`,
  spacy: `{"text":"a","cats":{"x":1,"y":0},"meta":{"id":${digits}}}`,
  labelstudio: `[{"id":1,"data":{"text":"a","id":${digits}},"annotations":[{"result":[{"type":"choices","from_name":"c","to_name":"text","value":{"choices":["x"]}}]}]}]`,
};

for (const [name, content] of Object.entries(rows)) {
  test(`of ${name}`, async () => {
    const file = join(folder, `${name.replace(' ', '-')}.json`);
    writeFileSync(file, `${content}\n`);
    const found = await withExchangeFiles([file], {}, async (open) => {
      const { format, file: source } = await open();
      assert.equal(format.name, name.split(' ')[0]);
      const ids: unknown[] = [];
      for await (const item of format.read(source, readOptionsOf({}))) {
        ids.push(isProblem(item) ? item : item.id);
      }
      return ids;
    });
    assert.deepEqual(found, [digits]);
  });
}
