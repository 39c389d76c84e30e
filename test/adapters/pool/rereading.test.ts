// Read Again as…: a project's answers move with their rows when the reading changes.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { movedAnswers } from '../../../src/core/loop/journal/movedAnswers.ts';
import type { PoolFormat } from '../../../src/core/pool/poolSpec.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { planRereading } from '../../../src/host/rereading.ts';

let folder: string;
let store: MemoryStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-rereading-'));
  store = new MemoryStore({ project: 'p', identityVersion: 1 });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const stamp = { id: 'move', at: 99, annotator: 'bob' };
const table = { kind: 'delimited', delimiter: ',', header: true, quotes: true } as const;

function label(text: string, name: string): void {
  const recordId = recordIdOf(text);
  const at = store.lastSeq() + 1;
  const ask = { kind: 'query', strategy: 'margin' } as const;
  store.append([
    { id: `l${at}`, at, annotator: 'ada', kind: 'label', recordId, label: name, ask, elapsedMs: 7 },
  ]);
}

async function plan(
  content: string | Uint8Array,
  from: PoolFormat,
  to: PoolFormat,
  fields: { from: string; to: string } = { from: 'text', to: 'text' },
) {
  await writeFile(join(folder, 'a.csv'), content);
  const spec = {
    files: [{ path: 'a.csv', format: from }],
    textFields: [fields.from],
    contextFields: [],
  };
  const question = { spec, folder, path: 'a.csv', format: to, text: [fields.to] };
  return planRereading(store, question);
}

const labelOf = (text: string): string | undefined => store.answer(recordIdOf(text))?.label;

describe('Read Again as… moves answers row by row', () => {
  test('lost letters are restored, and annotator, time and ask are kept', async () => {
    const rows = Array.from({ length: 6 }, (_, i) => `${i},Grüße ${i}`);
    const content = Buffer.from(['id,text', ...rows, '6,plain'].join('\n'), 'latin1');
    for (let i = 0; i < 3; i++) label(`Gr\ufffd\ufffde ${i}`, i % 2 ? 'no' : 'yes');
    label('plain', 'no');
    const flagged = recordIdOf('Gr\ufffd\ufffde 5');
    store.append([{ ...stamp, id: 'f', kind: 'flag', recordId: flagged }]);
    const before = store.answer(recordIdOf('Gr\ufffd\ufffde 1'))!;

    const { moves, unchanged, lost } = await plan(
      content,
      { ...table, encoding: 'utf-8' },
      {
        ...table,
        encoding: 'windows-1252',
      },
    );
    assert.deepEqual([moves.length, unchanged, lost], [4, 1, []]);
    store.append(movedAnswers(store, moves, stamp));
    assert.deepEqual(['Grüße 0', 'Grüße 1', 'Grüße 2', 'plain', 'Gr\ufffd\ufffde 1'].map(labelOf), [
      'yes',
      'no',
      'yes',
      'no',
      undefined,
    ]);
    const after = store.answer(recordIdOf('Grüße 1'))!;
    assert.deepEqual({ ...after, seq: 0, recordId: '' }, { ...before, seq: 0, recordId: '' });
    assert.equal(store.answer(recordIdOf('Grüße 5'))?.flagged, true);

    store.undo({ id: 'u', at: 100, annotator: 'bob' });
    assert.deepEqual(store.answer(recordIdOf('Gr\ufffd\ufffde 1')), before);
    assert.equal(labelOf('Grüße 1'), undefined);
    assert.equal(store.answer(flagged)?.flagged, true);
  });

  test('a set of labels moves with its row', async () => {
    const content = Buffer.from(['id,text', '0,Grüße', '1,plain'].join('\n'), 'latin1');
    const broken = recordIdOf('Gr\ufffd\ufffde');
    const answer = { kind: 'labels', recordId: broken, yes: ['joy'], of: ['joy', 'love'] } as const;
    store.append([{ id: 'set', at: 1, annotator: 'ada', ...answer, elapsedMs: 7 }]);
    const before = store.answer(broken)!;
    const [from, to] = [
      { ...table, encoding: 'utf-8' },
      { ...table, encoding: 'windows-1252' },
    ];
    const { moves, lost } = await plan(content, from, to);
    assert.deepEqual([moves.length, lost], [1, []]);
    store.append(movedAnswers(store, moves, stamp));
    const after = store.answer(recordIdOf('Grüße'))!;
    assert.deepEqual([...after.labels!], [...before.labels!]);
    assert.deepEqual([after.kind, after.annotator], ['labels', 'ada']);
    assert.equal(store.answer(broken)?.labels, undefined);
  });

  test('a header read as a record has no target row, and is reported by its line', async () => {
    for (const text of ['text', 'one', 'two']) label(text, 'yes');
    const { moves, unchanged, lost } = await plan(
      'id,text\n1,one\n2,two\n',
      { ...table, header: false },
      table,
      { from: 'column2', to: 'text' },
    );
    assert.deepEqual([moves, unchanged, lost], [[], 2, [1]]);
  });

  test('rows merged into one text keep a common answer, and conflicts are counted', async () => {
    const content = Buffer.from('text\nab\x81\nab\x8d\ncd\x81\ncd\x8d\n', 'latin1');
    // Both bytes are invalid UTF-8; Windows-1252 keeps them as two different characters.
    const same = ['ab\x81', 'ab\x8d'];
    same.forEach((text) => label(text, 'yes'));
    label('cd\x81', 'yes');
    label('cd\x8d', 'no');
    const { moves, unchanged, lost } = await plan(
      content,
      { ...table, encoding: 'windows-1252' },
      {
        ...table,
        encoding: 'utf-8',
      },
    );
    assert.deepEqual([moves.length, unchanged, lost], [3, 0, [5]]);
    store.append(movedAnswers(store, moves, stamp));
    assert.deepEqual(['ab\ufffd', 'cd\ufffd', 'cd\x8d'].map(labelOf), ['yes', 'yes', 'no']);
    assert.equal(store.counts().labelled, 3);
  });

  test('an imported answer stays imported; notes and skips are kept', async () => {
    const [imported, skipped] = [recordIdOf('"one"'), recordIdOf('"two"')];
    const on = { at: 3, annotator: 'ada' };
    store.append([
      { ...on, id: 'i', kind: 'import', recordId: imported, label: 'yes', from: 'column label' },
    ]);
    store.append([{ ...on, id: 's', kind: 'skip', recordId: skipped }]);
    store.append([{ ...on, id: 'n', kind: 'note', recordId: skipped, note: 'odd' }]);
    const { moves } = await plan('text\n"one"\n"two"\n', { ...table, quotes: false }, table);
    store.append(movedAnswers(store, moves, stamp));
    assert.equal(store.answer(recordIdOf('one'))?.importedFrom, 'column label');
    assert.equal(store.answer(recordIdOf('one'))?.annotator, 'ada');
    const two = store.answer(recordIdOf('two'));
    assert.deepEqual([two?.kind, two?.note, two?.at], ['skip', 'odd', 3]);
    assert.equal(store.answer(imported), undefined);
    assert.equal(store.answer(skipped), undefined);
  });
});
