// Projects made by an earlier version (see test/fixtures/oldProjects) continue unchanged.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { writeTinyBert } from '../fixtures/embed/tinyBert.ts';
import { continuesUnchanged } from '../fixtures/oldProjects/compare.ts';

const scratch = mkdtempSync(join(tmpdir(), 'marginalia-old-'));
const modelsDir = join(scratch, 'models');
// With a warm compile cache, engines start in a fifth of the time.
process.env['NODE_COMPILE_CACHE'] = join(scratch, 'compiled');
before(() => writeTinyBert(join(modelsDir, 'Xenova/tiny-bert')));
after(() => rmSync(scratch, { recursive: true, force: true }));
const emptyFolder = (): string => mkdtempSync(join(scratch, 'project-'));

describe('projects of an earlier version', () => {
  for (const name of ['lexical-0', 'lexical-30', 'lexical-400', 'model-30', 'history']) {
    test(`${name} continues with the same picks and numbers`, () =>
      continuesUnchanged(name, emptyFolder(), modelsDir));
  }
});
