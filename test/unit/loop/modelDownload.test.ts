// Engine calls and notices when a model is unavailable.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError, inOwnWords } from '../../../src/core/errors.ts';
import {
  defaultsSetting,
  newestDefaults,
  type DefaultSet,
} from '../../../src/core/projectFile/defaultSets.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { setUp, type Bench } from './loopFixture.ts';
import type { EngineOptions } from '../../../src/engine/engineOptions.ts';

type Asked = Parameters<EngineOptions['openTransformer']>[0];

/** A project that names a model, with an engine that fails to open it in the given ways in turn. */
async function withFailures(
  embedding: string,
  failures: readonly object[],
  work: (bench: Bench, asked: Asked[]) => Promise<void>,
  defaults: DefaultSet = newestDefaults,
): Promise<void> {
  const asked: Asked[] = [];
  const openTransformer = (options: Asked): Promise<never> => {
    const more = failures[Math.min(asked.length, failures.length - 1)]!;
    asked.push(options);
    return Promise.reject(Object.assign(new UserError(inOwnWords('It cannot be had.')), more));
  };
  const store = new MemoryStore({ project: 'test', identityVersion: 1 });
  store.setSetting(defaultsSetting, defaults);
  const bench = setUp({ project: { embedding }, engine: { openTransformer }, store });
  try {
    await bench.learner.start();
    await work(bench, asked);
  } finally {
    await bench.close();
  }
}

const offers = (bench: Bench) =>
  bench.until(({ notices }) => notices.some(({ action }) => action !== undefined));

describe('an unavailable model', () => {
  it('B7 is offered for download, and downloaded only after consent', () =>
    withFailures('org/name', [{ askDownload: true }], async (bench, asked) => {
      const { notices } = await offers(bench);
      assert.deepEqual(
        notices.map(({ id, action }) => [id, action]),
        [['model-not-downloaded', 'downloadModel']],
      );
      await bench.learner.resume({ allowDownload: true });
      await bench.learner.resume();
      assert.deepEqual(
        asked.map(({ allowDownload, downloadAgain }) => [allowDownload, downloadAgain ?? false]),
        [
          [false, false],
          [true, false],
          [true, false],
        ],
      );
    }));

  it('B8 is offered for another download if it is damaged, once per request', () =>
    withFailures('org/name', [{ downloadAgain: true }], async (bench, asked) => {
      const { notices } = await offers(bench);
      assert.deepEqual(
        notices.map(({ id, severity, action }) => [id, severity, action]),
        [['embedding-fell-back', 'warning', 'downloadAgain']],
      );
      assert.match(english(notices[0]!.message), /It cannot be had\..*lexical embedder is used/);
      await bench.learner.resume({ allowDownload: true, downloadAgain: true });
      await bench.learner.resume();
      assert.deepEqual(
        asked.map(({ downloadAgain }) => downloadAgain ?? false),
        [false, true, false],
      );
    }));

  it('B7 is not requested by "auto" in old projects unless its download was agreed to', () => {
    const work = async (bench: Bench, asked: Asked[]): Promise<void> => {
      await bench.until(({ embedding }) => embedding !== undefined);
      assert.deepEqual([asked, bench.learner.view.notices], [[], []]);
      await bench.learner.resume({ allowDownload: true });
      assert.deepEqual(
        asked.map(({ model, allowDownload }) => [model, allowDownload]),
        [['Xenova/all-MiniLM-L6-v2', true]],
      );
    };
    return withFailures('auto', [{ downloadAgain: true }], work, 1);
  });
});
