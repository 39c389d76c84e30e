// Projects made by an earlier version (see test/fixtures/oldProjects) continue unchanged.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { writeTinyBert } from '../../fixtures/embed/tinyBert.ts';
import { continuesUnchanged, keepsItsAnswers } from '../../fixtures/oldProjects/compare.ts';
import { cases } from '../../fixtures/oldProjects/unpack.ts';

const scratch = mkdtempSync(join(tmpdir(), 'marginalia-old-'));
const modelsDir = join(scratch, 'models');
// With a warm compile cache, engines start in a fifth of the time.
process.env['NODE_COMPILE_CACHE'] = join(scratch, 'compiled');
before(() => writeTinyBert(join(modelsDir, 'Xenova/tiny-bert')));
after(() => rmSync(scratch, { recursive: true, force: true }));
const emptyFolder = (): string => mkdtempSync(join(scratch, 'project-'));

describe('more projects of an earlier version', () => {
  // The contract tests cover the other projects.
  for (const name of ['model-0', 'model-400', 'filter', 'english', 'imported', 'labels-77']) {
    test(`${name} continues with the same picks and numbers`, () =>
      continuesUnchanged(name, emptyFolder(), modelsDir));
  }
});

describe('projects of an earlier version over other files', { concurrency: 4 }, () => {
  for (const id of readdirSync(cases).sort()) {
    if (!existsSync(join(cases, id, 'case.json'))) continue;
    test(`${id} opens with all its answers`, () => keepsItsAnswers(id, emptyFolder(), modelsDir));
  }
});
