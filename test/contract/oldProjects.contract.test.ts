// Projects made by an earlier version (see test/fixtures/oldProjects) go on as if nothing had changed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { writeTinyBert } from '../fixtures/embed/tinyBert.ts';
import { goesOn } from '../fixtures/oldProjects/compare.ts';

const scratch = mkdtempSync(join(tmpdir(), 'marginalia-old-'));
const modelsDir = join(scratch, 'models');
// Engines begin in a fifth of the time when one before them has compiled their modules.
process.env['NODE_COMPILE_CACHE'] = join(scratch, 'compiled');
before(() => writeTinyBert(join(modelsDir, 'Xenova/tiny-bert')));
after(() => rmSync(scratch, { recursive: true, force: true }));
const emptyFolder = (): string => mkdtempSync(join(scratch, 'project-'));

describe('projects of an earlier version', () => {
  for (const name of ['lexical-0', 'lexical-30', 'lexical-400', 'model-30', 'history']) {
    test(`${name} goes on with the same picks and numbers`, () =>
      goesOn(name, emptyFolder(), modelsDir));
  }
});
