// Files of other tools that cannot become a project, each with its reason.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { answersInFile } from '../../../src/host/findAnswers.ts';
import { inspectPool } from '../../../src/host/inspectPool.ts';
import { english, says } from '../../harness/english.ts';
import { cases, expected } from './otherToolsFiles.ts';
import { imported, newProjectFolder } from './otherToolsProjects.ts';

describe('files that no project can be made of', () => {
  interface Refused {
    readonly file: string;
    /** The refusal of `import --new`. */
    readonly alone: RegExp;
    /** The refusal of `import` into a project. */
    readonly into: RegExp;
    /** The text fields if the file can be read as a pool; otherwise the refusal. */
    readonly texts: readonly string[] | RegExp;
    readonly hasAnswers?: true;
  }
  const spans = {
    alone: /parts of texts, which projects do not support yet/,
    into: /^Line \d has spans/,
    hasAnswers: true,
  } as const;
  const refused: readonly Refused[] = [
    { file: 'prodigy/ner-manual.jsonl', ...spans, texts: ['text'] },
    { file: 'doccano/text-labels.jsonl', ...spans, texts: ['text'] },
    { file: 'lighttag/job.json', ...spans, texts: ['content'] },
    { file: 'conll/doccano.conll2003', ...spans, texts: ['column1'] },
    {
      file: 'spacy/demo.spacy',
      alone: /^demo\.spacy is a DocBin of spaCy, not text\..*get_docs/s,
      into: /^demo\.spacy is a DocBin of spaCy, not text\..*get_docs/s,
      texts: /^demo\.spacy is a DocBin of spaCy, not text\..*get_docs/s,
    },
    ...['inspect/security-guide.jsonl', 'openai/toy-chat-fine-tuning.jsonl'].map((file) => ({
      file,
      alone: /texts for a language model, without marked labels/,
      into: /texts for a language model, without marked labels/,
      texts: [file.startsWith('inspect') ? 'input' : 'messages'],
    })),
  ];

  for (const { file, alone, into, texts, hasAnswers = false } of refused) {
    test(file, async () => {
      const from = join(cases, file);
      const found = await answersInFile(from, {});
      assert.equal(found !== undefined, hasAnswers);
      if (found) {
        assert.deepEqual(found.readings, []);
        assert.match(english(found.problem), alone);
      }
      if (Array.isArray(texts)) {
        assert.deepEqual((await inspectPool(from)).guess.text, texts);
      } else await assert.rejects(inspectPool(from), says(texts as RegExp));
      const { folder, project } = newProjectFolder();
      await assert.rejects(imported([from, '--new', project]), says(alone));
      assert.deepEqual(readdirSync(folder), []);
      writeFileSync(join(folder, 'p.jsonl'), '{"text": "a parcel"}\n');
      const settings = { version: 1, pool: 'p.jsonl', text: 'text', labels: ['one', 'another'] };
      writeFileSync(project, JSON.stringify(settings));
      await assert.rejects(imported([project, from, '--create-labels']), says(into));
      assert.ok(!existsSync(join(folder, '.marginalia')));
    });
  }

  test('every file is in one of these tables', () => {
    const listed = new Set([...expected, ...refused].map(({ file }) => file));
    const there = readdirSync(cases, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('golden'))
      .map((entry) => join(entry.parentPath, entry.name).slice(cases.length + 1));
    assert.deepEqual(
      there.filter((file) => !listed.has(file)),
      [],
    );
  });
});
