// Words with tags: rows of data sets of the Hugging Face Hub, and lines as in WikiNER; a LightTag list, and files
// with nothing to read as a label.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parquetBytes } from '../../../src/adapters/parquet/parquetBytes.ts';
import { answersInFile } from '../../../src/host/findAnswers.ts';
import { convertText, jsonRows, type Conversion } from '../../harness/conversion.ts';
import { english, says } from '../../harness/english.ts';
import { jsonLines } from '../../harness/topics.ts';

const spansOf = ({ written }: Conversion): unknown[] =>
  jsonRows(written).map(({ text, spans }) => [
    text,
    (spans as { label: string; text: string }[] | null)?.map(({ label, text: of }) => [label, of]),
  ]);

const expected = [
  [
    'Ada Lovelace went to Rome .',
    [
      ['PER', 'Ada Lovelace'],
      ['LOC', 'Rome'],
    ],
  ],
  ['Nobody slept .', []],
];
const words = [
  ['Ada', 'Lovelace', 'went', 'to', 'Rome', '.'],
  ['Nobody', 'slept', '.'],
];
const tags = [
  ['B-PER', 'I-PER', 'O', 'O', 'B-LOC', 'O'],
  ['O', 'O', 'O'],
];
const names = ['O', 'B-PER', 'I-PER', 'B-LOC'];

describe('rows of words with tags', () => {
  const rows = words.map((tokens, i) => ({
    id: String(i),
    lang: 'en',
    tokens,
    pos_tags: tokens.map(() => 7),
    ner_tags: tags[i]!,
  }));

  test('are spans of the words joined by spaces, as JSON Lines and as a list', async () => {
    for (const text of [jsonLines(rows), JSON.stringify(rows, undefined, 2)]) {
      const converted = await convertText(text);
      const { from, task, answers } = converted.counts;
      assert.deepEqual([from, task, answers], ['huggingface', 'spans', 2]);
      assert.deepEqual(spansOf(converted), expected);
      const [first] = jsonRows(converted.written);
      assert.deepEqual([first!['id'], first!['lang'], first!['tokens']], ['0', 'en', 'blanks']);
      assert.ok(!('pos_tags' in first!));
    }
  });

  test('may name their fields in other ways, or be named', async () => {
    const other = words.map((list, i) => ({ words: list, tags: tags[i]! }));
    assert.deepEqual(spansOf(await convertText(jsonLines(other))), expected);
    const bare = tags.map((list) => list.map((tag) => tag.replace(/^[BI]-/, '')));
    const fine = rows.map((row, i) => ({ ...row, fine_ner_tags: bare[i]! }));
    const converted = await convertText(jsonLines(fine), '--question', 'fine_ner_tags');
    assert.deepEqual(spansOf(converted), expected);
    const only = fine.map(({ ner_tags: _, ...row }) => row);
    await assert.rejects(convertText(jsonLines(only)), says(/was not recognised/));
    assert.deepEqual(
      spansOf(await convertText(jsonLines(only), '--question', 'fine_ner_tags')),
      expected,
    );
    const named = rows.map((row, i) => ({ ...row, ner_tags: bare[i]! }));
    assert.deepEqual(spansOf(await convertText(jsonLines(named))), expected);
  });

  test('are read again as CoNLL', async () => {
    const conll = await convertText(jsonLines(rows), '--to', 'conll');
    assert.deepEqual(spansOf(await convertText(conll.written)), expected);
  });

  test('whose tags are numbers are refused, with their names in Parquet they are read', async () => {
    const numbered = rows.map((row, i) => ({
      ...row,
      ner_tags: tags[i]!.map((tag) => names.indexOf(tag)),
    }));
    const refusal = says(/^The tags in ner_tags are numbers \(0, 1, 2, 3\), .*to_parquet/);
    for (const options of [[], ['--from', 'huggingface']]) {
      await assert.rejects(convertText(jsonLines(numbered), ...options), refusal);
    }
    const columns = [
      { name: 'id', type: 'string' },
      { name: 'tokens', type: 'string', list: true },
      { name: 'ner_tags', type: 'label', names, list: true },
    ] as const;
    async function* each() {
      for (const { id, tokens, ner_tags } of rows) yield { id, tokens, ner_tags };
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of parquetBytes({ columns, rows: each() })) pieces.push(piece);
    const converted = await convertText(Buffer.concat(pieces));
    assert.deepEqual(spansOf(converted), expected);
  });

  test('with a fault are refused one by one', async () => {
    const faulty = [
      ...rows,
      { tokens: ['one', 'two'], ner_tags: ['O'] },
      { tokens: 'one', ner_tags: ['O'] },
      { tokens: ['one'], ner_tags: ['X-PER'] },
      { tokens: [], ner_tags: [] },
    ];
    // Rows beyond those that are inspected.
    const many = [...Array.from({ length: 60 }, () => rows).flat(), ...faulty];
    const { counts } = await convertText(jsonLines(many));
    assert.deepEqual(
      counts.problems.map(({ line, message }) => [line - 122, message.replace(/[“”]/g, '')]),
      [
        [1, 'ner_tags does not have the form that this format requires, so the row is left out.'],
        [2, 'tokens does not have the form that this format requires, so the row is left out.'],
        [3, 'X-PER is no tag like O, B-label or I-label, so its sentence is left out.'],
        [4, 'This row has no text in tokens, so it is left out.'],
      ],
    );
  });

  test('are neither rows with a text nor words with parts of speech', async () => {
    for (const row of [
      { text: 'Ada slept', tokens: ['Ada', 'slept'], ner_tags: ['B-PER', 'O'] },
      { tokens: ['Ada', 'slept'], tags: ['NNP', 'VBD'] },
    ]) {
      await assert.rejects(convertText(jsonLines([row, row])), says(/was not recognised/));
    }
  });
});

describe('lines of word|pos|tag', () => {
  const wikiner = [
    'Ada|NNP|I-PER Lovelace|NNP|I-PER went|VBD|O to|TO|O Rome|NNP|I-LOC .|.|O',
    '',
    'Nobody|NN|O slept|VBD|O .|.|O',
    '',
  ].join('\n');

  test('are sentences of CoNLL', async () => {
    const converted = await convertText(wikiner);
    assert.equal(converted.counts.from, 'conll');
    assert.deepEqual(spansOf(converted), expected);
    const pairs = wikiner.replaceAll(/\|[^| ]+\|/g, '|');
    assert.deepEqual(spansOf(await convertText(pairs)), expected);
    const bars = '||SYM|O Rome|NNP|I-LOC\n';
    assert.deepEqual(spansOf(await convertText(bars)), [['| Rome', [['LOC', 'Rome']]]]);
  });

  test('with a word that has no tag are refused one by one', async () => {
    const faulty = `${wikiner}\nRome|NNP|I-LOC fell\nRome|NNP|LOC fell|VBD|O\n`;
    const { counts } = await convertText(faulty, '--from', 'conll');
    assert.equal(counts.answers, 2);
    assert.deepEqual(
      counts.problems.map(({ line }) => line),
      [5, 6],
    );
  });

  test('of words with parts of speech alone are not', async () => {
    await assert.rejects(convertText('Ada|NNP slept|VBD\n'), says(/was not recognised/));
  });
});

describe('LightTag', () => {
  const examples = [
    {
      content: 'Since PLETAL is metabolized',
      annotations: [{ start: 6, end: 12, tag: 'drug', value: 'PLETAL' }],
      metadata: { original_id: 's0' },
    },
    { content: 'No formal studies', annotations: [], metadata: {} },
  ];

  test('examples in a list, or one per line, are read like those of a job', async () => {
    for (const text of [JSON.stringify(examples), jsonLines(examples)]) {
      for (const options of [[], ['--from', 'lighttag']]) {
        const converted = await convertText(text, ...options);
        const { from, task, answers, unlabelled } = converted.counts;
        assert.deepEqual([from, task, answers, unlabelled], ['lighttag', 'spans', 1, 1]);
        assert.deepEqual(spansOf(converted), [
          ['Since PLETAL is metabolized', [['drug', 'PLETAL']]],
          ['No formal studies', undefined],
        ]);
        assert.equal(jsonRows(converted.written)[0]!['original_id'], 's0');
        const searched = await convertText(text, ...options, '--empty', 'none');
        assert.equal(searched.counts.answers, 2);
      }
    }
  });

  test('annotations without their texts are refused, and what to download is named', async () => {
    const annotations = [
      {
        tagged_token_id: 'e4f8',
        example_id: '6bc2',
        start: 17,
        end: 30,
        tag: 'LOC',
        value: 'Rome',
      },
    ];
    await assert.rejects(
      convertText(JSON.stringify(annotations)),
      says(/list of LightTag’s annotations, without the texts.*whole task/),
    );
  });
});

test('CoNLL-U is refused as syntax', async () => {
  const line = (...cells: string[]): string => cells.join('\t');
  const sentence = [
    '# sent_id = 1',
    '# text = Ada slept.',
    line('1', 'Ada', 'Ada', 'PROPN', 'NNP', 'Number=Sing', '2', 'nsubj', '_', '_'),
    line('2-3', 'slept.', '_', '_', '_', '_', '_', '_', '_', '_'),
    line('2', 'slept', 'sleep', 'VERB', 'VBD', '_', '0', 'root', '_', 'SpaceAfter=No'),
    line('3', '.', '.', 'PUNCT', '.', '_', '2', 'punct', '_', '_'),
    '',
  ].join('\n');
  for (const options of [[], ['--from', 'conll']]) {
    await assert.rejects(
      convertText(sentence, ...options),
      says(/is CoNLL-U: the syntax of sentences.*“# text = …”/),
    );
  }
});

describe('import and New Project', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marginalia-word-tags-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('say the same of these files as of other spans', async () => {
    const rows = words.map((tokens, i) => ({ tokens, ner_tags: tags[i]! }));
    const file = join(folder, 'ner.jsonl');
    writeFileSync(file, jsonLines(rows));
    const found = await answersInFile(file, {});
    assert.match(english(found!.problem), /parts of texts, which projects do not support yet/);
  });
});
