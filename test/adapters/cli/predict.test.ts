// `predict`: a model's predictions for its pool, without changes to the project.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parquetReadObjects } from 'hyparquet';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { predictedJson, predictSentences } from '../../../src/commandLine/predictReport.ts';
import { statusJson, statusText } from '../../../src/commandLine/statusReport.ts';
import { projectStatus } from '../../../src/host/projectStatus.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import { english } from '../../harness/english.ts';
import { databaseOf } from './projects.ts';
import {
  copyOf,
  kinds,
  labelled,
  newFolder,
  predicted,
  rows,
  temperatureOf,
  texts,
  topics,
  trained,
} from './predictFixture.ts';
import { folderContents } from '../../harness/folderContents.ts';

describe('predict', () => {
  for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
    test(`writes the probabilities that the panel shows: ${kind}`, async () => {
      const { folder, file, panel } = await trained(kind);
      const before = folderContents(folder);
      const { lines, rows: count } = await predicted(file, ['--texts']);
      assert.deepEqual(folderContents(folder), before);
      assert.deepEqual([lines.length, count], [rows.length, rows.length]);
      let shown = 0;
      for (const [i, line] of lines.entries()) {
        assert.deepEqual([line.id, line.text], [`r${i}`, rows[i]!.text]);
        const entries = Object.entries(line.probabilities);
        const sum = entries.reduce((total, [, p]) => total + p, 0);
        if (kind !== 'several') {
          assert.ok(Math.abs(sum - 1) <= 1e-6, `${sum}`);
          assert.equal(line.p, Math.max(...Object.values(line.probabilities)));
          assert.equal(line.probabilities[line.label!], line.p);
        }
        const prediction = panel.get(recordIdOf(line.text!));
        if (!prediction) continue;
        shown++;
        assert.deepEqual(
          prediction.probabilities.map(({ label }) => label).toSorted(),
          entries.map(([label]) => label).toSorted(),
        );
        for (const { label, p, applies } of prediction.probabilities) {
          assert.ok(Math.abs(line.probabilities[label]! - p) <= 1e-7, `${label}: ${p}`);
          if (kind === 'several') assert.equal(line.labels!.includes(label), applies);
        }
        if (kind !== 'several') assert.equal(line.label, prediction.probabilities[0]!.label);
      }
      assert.ok(shown > 30, `${shown} records with predictions in the panel`);
      if (kind !== 'prior') assert.notEqual(temperatureOf(folder), 1);
      assert.equal('never given' in lines[0]!.probabilities, kind === 'prior');
    });
  }

  test('marks and counts records that are labelled or in the hold-out', async () => {
    const { file } = await trained('single');
    const { lines, ...summary } = await predicted(file);
    const store = openSqliteStore(databaseOf((await trained('single')).folder), {
      project: 'reviews',
      identityVersion,
    });
    const members = new Set(store.holdout()!.members.map(({ recordId }) => recordId));
    store.close();
    assert.ok(members.size > 0);
    for (const [i, { is_labelled: isLabelled, holdout }] of lines.entries()) {
      assert.equal(isLabelled, i < labelled);
      assert.equal(holdout, members.has(recordIdOf(rows[i]!.text)));
    }
    const json = predictedJson(summary) as Record<string, unknown>;
    const given = lines.map(({ label }) => label);
    assert.deepEqual(json['labels'], {
      food: given.filter((label) => label === 'food').length,
      staff: given.filter((label) => label === 'staff').length,
      price: given.filter((label) => label === 'price').length,
    });
    const { round, isLabelled, holdout } = json;
    assert.deepEqual(
      { round, isLabelled, holdout, without: json['without'] },
      {
        round: 1,
        isLabelled: labelled,
        holdout: lines.filter((line) => line.holdout).length,
        without: 0,
      },
    );
    assert.deepEqual(predictSentences(summary, undefined).map(english), ['Rows predicted: 122.']);
  });

  test('gives rows of one text one prediction, and the same one without a cache', async () => {
    const { folder, file } = await copyOf('single');
    const { text, lines } = await predicted(file);
    assert.deepEqual(lines[texts]!.probabilities, lines[100]!.probabilities);
    assert.equal((await predicted(file, ['--exact'])).text, text);
    rmSync(join(folder, '.marginalia/cache'), { recursive: true });
    assert.equal((await predicted(file)).text, text);
    assert.ok(!existsSync(join(folder, '.marginalia/cache')));
  });

  test('takes only unlabelled records, and labels from a threshold on', async () => {
    const { file } = await trained('single');
    const all = await predicted(file, ['--only', 'unlabelled']);
    const least = all.lines.map(({ p }) => p!).toSorted((a, b) => a - b)[10]!;
    const args = ['--only', 'unlabelled', '--threshold', `${least}`];
    const { lines } = await predicted(file, args);
    assert.deepEqual(
      lines.map(({ id }) => id),
      rows.flatMap(({ event }, i) => (event ? [] : [`r${i}`])),
    );
    assert.ok(lines.some(({ label }) => label === null) && lines.some(({ label }) => label));
    for (const { label, p } of lines) assert.equal(label === null, p! < least);
    const { file: multi } = await trained('several');
    const some = await predicted(multi, ['--threshold', '0.5']);
    for (const { labels, probabilities } of some.lines) {
      assert.deepEqual(
        labels,
        Object.keys(probabilities).filter((label) => probabilities[label]! >= 0.5),
      );
    }
  });

  test('writes sets of labels as CSV and Parquet with the same numbers', async () => {
    const { file } = await trained('several');
    const { lines } = await predicted(file);
    const csv = await predicted(file, ['--to', 'csv']);
    const [header, ...cells] = csv.text.trimEnd().split('\r\n');
    assert.equal(header, 'id,labels,is_labelled,holdout,p_food,p_staff,p_price,p_fine');
    assert.equal(cells.length, lines.length);
    const out = join(newFolder(), 'p.parquet');
    await predicted(file, ['--out', out, '--texts']);
    const bytes = readFileSync(out);
    const table = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    assert.equal(table.length, lines.length);
    for (const [i, line] of lines.entries()) {
      const { id, is_labelled: isLabelled, labels } = table[i]!;
      assert.deepEqual([id, isLabelled], [line.id, line.is_labelled]);
      const names = [...topics, 'fine'];
      assert.deepEqual(
        (labels as readonly bigint[]).map((at) => names[Number(at)]),
        line.labels,
      );
      const columns = cells[i]!.split(',').slice(-4).map(Number);
      for (const [j, name] of names.entries()) {
        const p = line.probabilities[name]!;
        assert.equal(columns[j], p);
        assert.equal(table[i]![`p_${name}`], p);
      }
    }
  });

  test('counts the rows below a threshold', async () => {
    for (const [kind, sentence] of [
      ['single', 'Rows without a label, below'],
      ['several', 'Rows without a label at or above'],
    ] as const) {
      const { file } = await trained(kind);
      const found = await predicted(file, ['--threshold', '1']);
      const without = found.lines.filter(
        ({ label, labels }) => label === null || labels?.length === 0,
      );
      assert.ok(without.length > 0, kind);
      const told = predictSentences(found, 1).map(english).at(-1)!;
      assert.ok(told.startsWith(`${sentence} 1`), told);
      assert.ok(told.endsWith(`: ${without.length} of ${rows.length}.`), told);
    }
  });

  test('uses the temperature that status shows', async () => {
    const { folder, file } = await trained('single');
    const temperature = temperatureOf(folder);
    assert.notEqual(temperature, 1);
    const status = await projectStatus(file);
    assert.match(
      statusText(status),
      new RegExp(
        `^Rounds: 1, .* training labels, calibrated with T = ${temperature.toFixed(2)}$`,
        'm',
      ),
    );
    const { lastRound } = statusJson(status) as { lastRound: { temperature: number } };
    assert.equal(lastRound.temperature, temperature);
  });

  test('uses the current label names, and adds up merged labels', async () => {
    const { folder, file } = await copyOf('single');
    const { lines: before } = await predicted(file);
    const stamp = (id: string) => ({ id, at: 1, annotator: 'ada' });
    const store = openSqliteStore(databaseOf(folder), { project: 'reviews', identityVersion });
    const change = { type: 'rename', from: 'food', to: 'dishes' } as const;
    store.append({ ...stamp('s1'), kind: 'schema', change });
    store.append({
      ...stamp('s2'),
      kind: 'schema',
      change: { type: 'merge', from: ['price'], to: 'staff' },
    });
    store.close();
    const project = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...project, labels: ['staff', 'dishes'] }));
    const { lines } = await predicted(file);
    for (const [i, { probabilities }] of lines.entries()) {
      const { food, staff, price } = before[i]!.probabilities;
      assert.deepEqual(Object.keys(probabilities), ['staff', 'dishes']);
      assert.ok(Math.abs(probabilities['dishes']! - food!) < 1e-6);
      assert.ok(Math.abs(probabilities['staff']! - staff! - price!) < 1e-6);
    }
  });
});
