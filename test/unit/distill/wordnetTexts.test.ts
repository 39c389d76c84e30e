import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readGloss, wordnetTexts } from '../../../scripts/distill/wordnetTexts.ts';

const licence = '  1 This software and database is being provided to you | "the LICENSEE"';
const galore =
  '00013887 00 s 02 abounding(p) 0 galore(ip) 0 001 & 00013662 a 0000 | existing in abundance; "abounding ' +
  'confidence"; "whiskey galore"  ';
const entity = '00001740 03 n 01 physical_entity 0 000 | an entity that has physical existence  ';

test('a data line yields its definition and examples', () => {
  assert.deepEqual(readGloss(galore), [
    'existing in abundance',
    'abounding confidence',
    'whiskey galore',
  ]);
  assert.deepEqual(readGloss(entity), ['an entity that has physical existence']);
});

test('licence and empty lines yield no texts', () => {
  assert.deepEqual(readGloss(licence), []);
  assert.deepEqual(readGloss(''), []);
});

test('texts are unique and in a stable order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-wordnet-'));
  try {
    await writeFile(join(folder, 'data.noun'), `${licence}\n${entity}\n${entity}\n`);
    await writeFile(join(folder, 'data.adj'), `${galore}\n`);
    for (const file of ['data.verb', 'data.adv']) await writeFile(join(folder, file), '');
    const texts = await wordnetTexts(folder);
    assert.deepEqual([...texts].sort(), [
      'abounding confidence',
      'an entity that has physical existence',
      'existing in abundance',
      'whiskey galore',
    ]);
    assert.deepEqual(await wordnetTexts(folder), texts);
  } finally {
    await rm(folder, { recursive: true });
  }
});
