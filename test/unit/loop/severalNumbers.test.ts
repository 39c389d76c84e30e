// Metrics, comparisons and suspected labels of a project with several labels per record, through the loop.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  defaultQuery,
  projectDefaults,
  type ProjectFile,
} from '../../../src/core/projectFile/projectFile.ts';
import type { RecordId } from '../../../src/core/record.ts';
import { benchMaker, startBench } from './benches.ts';
import { twoTopics, type Bench } from './loopFixture.ts';

const make = benchMaker();

const words = { money: /refund|paid|card/, parcel: /parcel|courier|van/ };
const names = ['money', 'parcel'];
const truthOf = (text: string): string[] =>
  names.filter((name) => words[name as keyof typeof words].test(text));

async function start(changes: Partial<ProjectFile> = {}): Promise<Bench> {
  const project: Partial<ProjectFile> = {
    task: 'multi',
    labels: names.map((name) => ({ name })),
    query: { ...defaultQuery('multi'), strategy: 'random', start: 'random', batch: 10 },
    holdout: { ...projectDefaults.holdout, size: 40, share: 0.2, blind: 'picks' },
    ...changes,
  };
  return startBench(make({ records: twoTopics(300), project }));
}

let ids = 0;

/** @param say gives the answers; by default the truth */
async function answerAll(
  bench: Bench,
  count: number,
  say: (text: string, i: number) => readonly string[] = truthOf,
): Promise<{ id: RecordId; blind: boolean }[]> {
  const given = [];
  for (let i = 0; i < count; i++) {
    await bench.engine.quiet();
    const { ahead } = await bench.until((view) => view.ahead.length > 0);
    const { record, ask } = ahead[0]!;
    const answer = { kind: 'labels' as const, yes: say(record.text, i), of: names };
    const answerId = `numbers-${ids++}`;
    await bench.learner.answer({ answerId, recordId: record.id, answer, elapsedMs: 900 });
    given.push({ id: record.id, blind: ask.kind === 'holdout' });
  }
  await bench.engine.quiet();
  return given;
}

describe('numbers of several labels in the loop', () => {
  it('a target of micro-F1, stopping rules and the error rate over the pool', async () => {
    const target = { metric: 'microF1', value: 0.999 } as const;
    const bench = await start({ target });
    await answerAll(bench, 110);
    await bench.learner.retrain();
    const view = await bench.until(({ stopping, risk }) => Boolean(stopping && risk));
    assert.ok(view.forecast && 'reason' in view.forecast, 'too few rounds for a forecast');
    assert.equal(view.risk!.kind, 'estimate', JSON.stringify(view.risk));
    const rules = new Map(view.stopping!.rules.map((rule) => [rule.rule, rule]));
    assert.ok(rules.get('entropy')!.value! > 0 && rules.get('entropy')!.value! < 1);
    assert.equal(rules.get('targetReached')!.threshold, target.value);
    assert.deepEqual(bench.errors, []);
  });

  it('two rounds are compared on the hold-out', async () => {
    const bench = await start();
    await answerAll(bench, 90);
    await bench.learner.retrain();
    const { rounds } = await bench.until((view) => view.rounds.length > 2);
    const pair = await bench.learner.pairs.compare(1, rounds.at(-1)!.round);
    assert.ok(pair.task === 'multi');
    assert.deepEqual(pair.second, rounds.at(-1)!.metrics);
    assert.equal(pair.changes.length, pair.heads.onlyFirstRight + pair.heads.onlySecondRight);
    for (const { record, truth } of pair.changes) {
      assert.deepEqual([...truth].sort(), truthOf(record.text).sort());
    }
  });

  it('a wrong answer is doubted until it is corrected', async () => {
    const bench = await start();
    const { learner } = bench;
    const wrong = new Set<number>([40, 55]);
    const given = await answerAll(bench, 100, (text, i) =>
      wrong.has(i) ? names.filter((name) => !truthOf(text).includes(name)) : truthOf(text),
    );
    await learner.retrain();
    await bench.engine.quiet();
    const planted = given.filter(({ blind }, i) => wrong.has(i) && !blind).map(({ id }) => id);
    assert.ok(planted.length > 0);
    const doubted = (): RecordId[] => learner.records.suspicions().map(({ record }) => record.id);
    assert.ok(
      planted.every((id) => doubted().includes(id)),
      `${planted.length} planted, ${doubted().length} doubted`,
    );
    const [first] = planted;
    const suspicion = learner.records.suspicions().find(({ record }) => record.id === first)!;
    assert.ok(suspicion.kind === 'addition' || suspicion.kind === 'omission');
    const { doubted: label, kind } = suspicion;
    await learner.change({
      answerId: 'corrected',
      recordId: first!,
      answer: {
        kind: 'labels',
        yes: kind === 'omission' ? [label] : [],
        of: names,
        judged: [label],
      },
    });
    const left = learner.records.suspicions().filter(({ record }) => record.id === first);
    assert.ok(left.every((one) => one.kind !== kind || one.doubted !== label));
  });
});
