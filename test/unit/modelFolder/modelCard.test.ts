import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelCard, type CardFacts } from '../../../src/core/modelFolder/modelCard.ts';

const facts: CardFacts = {
  form: 'onnx',
  project: 'reviews',
  task: 'single',
  blocks: [{ kind: 'encoder', dimensions: 384 }],
  embedding: 'bge-small-en-v1.5',
  round: 3,
  at: 0,
  trainedOn: 60,
  counts: [{ label: 'good', count: 60 }],
  c: 1,
  temperature: 1,
  seed: 1,
  journal: 60,
  data: 'abc',
  members: 1,
  examples: 28,
  difference: 1e-7,
};

test('the card of a graph gives the measurements of the browser build, or says that there are none', () => {
  assert.match(modelCard(facts), /browser build of onnxruntime was not measured at this export/);
  const browserBuild = { difference: 0.0123, otherLabels: 2 };
  const measured = modelCard({ ...facts, browserBuild });
  assert.match(
    measured,
    /In the browser build .* by at most 1\.2e-2 on these texts, and 2 of them/,
  );
  assert.doesNotMatch(measured, /not measured/);
  assert.doesNotMatch(modelCard({ ...facts, form: 'folder' }), /browser/);
});

test('the card shows no metric of fewer than ten records', () => {
  const of = (n: number): CardFacts => ({
    ...facts,
    metric: { name: 'accuracy', measured: { value: 1, low: 0.2, high: 1, approximate: false }, n },
  });
  assert.match(modelCard(of(10)), /Accuracy 1\.000 \(95 % interval .*\), on 10 records/);
  for (const card of [modelCard(of(9)), modelCard(facts)]) {
    assert.match(card, /Not measured: a figure takes 10 records of the hold-out, and [09] counted/);
    assert.doesNotMatch(card, /interval/);
  }
});
