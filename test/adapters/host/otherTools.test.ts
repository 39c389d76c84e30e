// Every file of other tools gives the same answers through `import --new`, `import` and New Project from
// File….
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ImportCounts } from '../../../src/core/interchange/answersPlan.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { answersInFile } from '../../../src/host/findAnswers.ts';
import { readProjectFile, requireValidProject } from '../../../src/host/readProjectFile.ts';
import { answersFound, leftOut } from '../../../src/vscode/text/answersFound.ts';
import { says } from '../../harness/english.ts';
import { type Case, cases, clinc, expected, type Reading } from './otherToolsFiles.ts';
import { imported, newProject, newProjectFolder, stored } from './otherToolsProjects.ts';

const none = { skipped: 0, conflicts: 0, unlabelled: 0, rejected: 0, refused: 0 };

function countsOf({ skipped, conflicts, unlabelled, rejected, refused, answers }: ImportCounts) {
  return { skipped, conflicts, unlabelled, rejected, refused, answers: answers - skipped };
}

/** The expected record counts by label; a reading that lists none is that of CLINC, most of them 0. */
function labelsOf({ labels }: Reading, found: readonly string[]): Record<string, number> {
  const names = Object.keys(labels);
  return names.length > 0
    ? { ...labels }
    : Object.fromEntries(found.map((name) => [name, clinc(name)]));
}

async function checkProject(
  folder: string,
  { texts, context = [] }: Case,
  labels: readonly string[],
) {
  const project = requireValidProject(await readProjectFile(join(folder, 'p.marginalia.json')));
  assert.deepEqual(project.labels.map(({ name }) => name).sort(), [...labels].sort());
  assert.deepEqual(project.context, context);
  const rows = readFileSync(join(folder, 'p.texts.jsonl'), 'utf8').trimEnd().split('\n');
  assert.equal(rows.length, texts);
  return rows.map((row) => (JSON.parse(row) as { text: string }).text);
}

for (const one of expected) {
  const from = join(cases, one.file);
  describe(one.file, () => {
    test('the readings, as proposed', async () => {
      const { title, readings } = (await answersInFile(from, {}))!;
      assert.deepEqual(
        readings.map((reading) => [
          reading.task,
          [
            answersFound(title, reading, 'en', untranslated),
            ...leftOut(reading, 'en', untranslated),
          ].join(', '),
        ]),
        one.readings.map(({ task, shown }) => [task, shown]),
      );
    });

    for (const reading of one.readings) {
      const { task, shown: _, labels: _l, refusedAlone, isLarge = false, ...counted } = reading;
      if (isLarge) continue;
      const all = { ...none, ...counted };
      test(`${task}: New Project from File… and import --new`, async () => {
        const found = (await answersInFile(from, {}))!.readings.find((is) => is.task === task)!;
        assert.equal(found.isEnough, refusedAlone === undefined);
        const other = newProjectFolder();
        const args = [from, '--new', other.project, '--task', task];
        if (refusedAlone) {
          await assert.rejects(imported(args), says(refusedAlone));
          assert.deepEqual(readdirSync(other.folder), []);
          return;
        }
        const labels = labelsOf(reading, found.labels);
        assert.deepEqual([...found.labels].sort(), Object.keys(labels).sort());
        const given = Object.fromEntries(Object.entries(labels).filter(([, count]) => count > 0));
        const { answers, skipped, conflicts } = all;
        const inStore = { answers, skipped, conflicts, labels: given };
        const folder = await newProject(from, found);
        assert.deepEqual(stored(folder), inStore);
        const texts = await checkProject(folder, one, Object.keys(labels));
        const { counts, created } = await imported(args);
        assert.deepEqual(countsOf(counts), all);
        assert.deepEqual(created, found.labels);
        assert.deepEqual(stored(other.folder), inStore);
        assert.deepEqual(await checkProject(other.folder, one, Object.keys(labels)), texts);
      });

      test(`${task}: import into a project of the same texts, and again`, async () => {
        const all1 = (await answersInFile(from, {}))!.readings;
        const enough = all1.find(({ isEnough }) => isEnough)!;
        const pool = join(await newProject(from, enough), 'p.texts.jsonl');
        const { folder, project } = newProjectFolder();
        writeFileSync(join(folder, 'p.texts.jsonl'), readFileSync(pool));
        const settings = { version: 1, pool: 'p.texts.jsonl', text: 'text', task };
        writeFileSync(project, JSON.stringify({ ...settings, labels: ['one', 'another'] }));
        const args = [project, from, '--create-labels'];
        const dry = await imported([...args, '--dry-run']);
        assert.deepEqual(readdirSync(folder).sort(), ['p.marginalia.json', 'p.texts.jsonl']);
        const { counts, created } = await imported(args);
        assert.deepEqual(countsOf(counts), all);
        assert.deepEqual(dry.counts, counts);
        assert.deepEqual([counts.notInPool, counts.leftOut], [0, 0]);
        const labels = labelsOf(reading, created);
        assert.deepEqual([...created].sort(), Object.keys(labels).sort());
        const { answers, skipped, conflicts } = all;
        const inStore = stored(folder);
        const given = Object.fromEntries(Object.entries(labels).filter(([, count]) => count > 0));
        assert.deepEqual(inStore, { answers, skipped, conflicts, labels: given });
        const again = await imported(args);
        assert.equal(again.counts.answers, 0);
        assert.equal(again.counts.alreadySo, counts.answers);
        assert.deepEqual(stored(folder), inStore);
      });
    }
  });
}

test('binary answers of Prodigy with a label for rejections: one label per record', async () => {
  const from = join(cases, 'prodigy/textcat-binary.jsonl');
  const rules = { rejectAs: 'OTHER' };
  const labels = { DOCUMENTATION: 46, OTHER: 95 };
  const inStore = { answers: 141, skipped: 9, conflicts: 0, labels };
  const single = (await answersInFile(from, rules))!.readings.find(
    ({ task }) => task === 'single',
  )!;
  assert.deepEqual(stored(await newProject(from, single, rules)), inStore);
  const { folder, project } = newProjectFolder();
  await imported([from, '--new', project, '--task', 'single', '--reject-as', 'OTHER']);
  assert.deepEqual(stored(folder), inStore);
});
