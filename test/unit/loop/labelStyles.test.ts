import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stylesOf } from '../../../src/core/labelSet/labelStyles.ts';
import { settingsAfter } from '../../../src/core/labelSet/labelsAfter.ts';
import { LabelStyles } from '../../../src/core/loop/labels/assignStyles.ts';
import { UserError, inOwnWords } from '../../../src/core/errors.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { benchMaker } from './benches.ts';
import { twoTopics, type Bench, randomStart } from './loopFixture.ts';
import type { SchemaChange } from '../../../src/core/store/schemaChange.ts';

const make = benchMaker();

const labels = ['refund', 'delivery'].map((name) => ({ name }));
const query = randomStart;

async function start(store?: MemoryStore, set = labels): Promise<Bench> {
  const bench = make({
    records: twoTopics(60),
    project: { labels: set },
    ...(store ? { store } : {}),
  });
  await bench.learner.start();
  await bench.until(({ ahead }) => ahead.length > 0);
  return bench;
}

const skip = { kind: 'skip', id: 'a', at: 1, annotator: 'ada', recordId: 'r' } as const;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const writeQueueOf = (store: MemoryStore): WriteQueue => new WriteQueue(store, turn);

const keysIn = ({ learner }: Bench, set: readonly { name: string }[]): (string | undefined)[] =>
  stylesOf(set, learner.view.styles).map(({ key }) => key);

describe('D5 label styles are stored in the database', () => {
  test('persist from the first answer on, across renames, undo and sessions', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const bench = await start(store);
    assert.equal(bench.learner.view.styles, undefined);
    await bench.answer({ kind: 'skip' });
    assert.deepEqual([...bench.learner.view.styles!.keys()], ['refund', 'delivery']);

    const change: SchemaChange = { type: 'rename', from: 'refund', to: 'money' };
    const renamed = settingsAfter({ labels, query }, change);
    await bench.learner.labelSet.apply(renamed, { change });
    assert.deepEqual(keysIn(bench, renamed.labels), ['1', '2']);
    await bench.learner.undo({ labels, query });
    assert.deepEqual(keysIn(bench, labels), ['1', '2']);

    const more = [{ name: 'other' }, ...labels.toReversed()];
    await bench.learner.labelSet.apply({ labels: more, query });
    assert.deepEqual(keysIn(bench, more), ['3', '2', '1']);
    const again = await start(store, more);
    assert.deepEqual(keysIn(again, more), ['3', '2', '1']);
  });

  test('an old project keeps its displayed styles when it is opened', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    const first = await start(store);
    await first.answer({ kind: 'label', label: 'refund' });
    store.setSetting('labelLooks', undefined);
    const opened = await start(store);
    assert.deepEqual(keysIn(opened, labels.toReversed()), ['2', '1']);
  });

  test('adopts the styles stored by another window', () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    let set = labels;
    const { storeSetting } = writeQueueOf(store);
    const here = new LabelStyles(store, storeSetting, () => set);
    const there = new LabelStyles(store, storeSetting, () => labels);
    store.append(skip);
    there.answered();
    set = labels.toReversed();
    here.labelsChanged(labels, false);
    assert.deepEqual(
      stylesOf(set, here.kept).map(({ key }) => key),
      ['2', '1'],
    );
  });

  test('retries with a later answer if the database cannot be written', async () => {
    const store = new MemoryStore({ project: 'test', identityVersion: 1 });
    store.append(skip);
    const write = store.setSetting.bind(store);
    store.setSetting = () => {
      throw new UserError(inOwnWords('The database is locked.'));
    };
    const writeQueue = writeQueueOf(store);
    const looks = new LabelStyles(store, writeQueue.storeSetting, () => labels);
    assert.ok(looks.kept, 'they are shown nevertheless');
    await turn();
    store.setSetting = write;
    looks.answered();
    await writeQueue.run((into) => into.append({ ...skip, id: 'b' }));
    assert.ok(store.setting('labelLooks'));
  });
});
