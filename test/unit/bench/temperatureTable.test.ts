// The report on calibrated probabilities, which can be renewed in parts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { temperatureReport, type Measured } from '../../bench/temperatureTable.ts';

const sets = [
  { name: 'one', title: 'One (2 labels, 12 % rare)' },
  { name: 'two', title: 'Two' },
];

const measured = (set: string, seed: number, ece: number): Measured => ({
  set,
  way: 'random',
  embedding: 'lexical',
  seed,
  labels: 50,
  c: 30,
  temperature: 1,
  before: { ece, logLoss: 1 },
  after: { ece, logLoss: 1 },
});

const linesOf = (report: string): string[][] =>
  report
    .split('\n')
    .filter((line) => /^\| (One|Two)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the report on calibrated probabilities', () => {
  const seeds = [1, 2, 3];
  const former = temperatureReport(
    sets,
    sets.flatMap(({ name }) => seeds.map((seed) => measured(name, seed, 0.1))),
    '',
  );

  test('keeps what was not measured again', () => {
    const again = seeds.map((seed) => measured('two', seed, 0.2));
    const [one, two] = linesOf(temperatureReport(sets, again, former));
    assert.deepEqual(one, linesOf(former)[0]);
    assert.deepEqual(two!.slice(1, 6), ['Two, lexical', 'random', '50', '3', '0.2000']);
  });

  test('keeps a line until as many seeds are measured again', () => {
    const fewer = seeds.slice(1).map((seed) => measured('two', seed, 0.2));
    assert.deepEqual(linesOf(temperatureReport(sets, fewer, former)), linesOf(former));
    const more = [...seeds, 4].map((seed) => measured('two', seed, 0.2));
    assert.equal(linesOf(temperatureReport(sets, more, former))[1]![4], '4');
  });

  test('that is in the repository can be renewed', () => {
    const kept = readFileSync(
      new URL('../../bench/results/temperature.md', import.meta.url),
      'utf8',
    );
    const titles = new Set(
      [...kept.matchAll(/^\| ([^|]+), lexical +\|/gm)].map(([, title = '']) => title.trim()),
    );
    const all = [...titles].map((title) => ({ name: title, title }));
    const cells = (report: string): string[] =>
      report.split('\n').flatMap((line) => {
        const numbers = line.split('|').map((cell) => cell.trim());
        return line.startsWith('| ') && line.includes(', lexical ') ? [numbers.join()] : [];
      });
    assert.equal(cells(kept).length, 24);
    assert.deepEqual(cells(temperatureReport(all, [], kept)), cells(kept));
  });
});
