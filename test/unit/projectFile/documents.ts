type Document = Readonly<Record<string, unknown>>;

const base: Document = { pool: 'reviews.jsonl', text: 'text', labels: ['yes', 'no'] };
const withPool = (format: unknown): Document => ({ ...base, pool: { path: 'a.csv', format } });
const withLabel = (label: unknown): Document => ({ ...base, labels: ['yes', label] });

/** Documents that both the validator and the JSON schema must accept. */
export const goodDocuments: readonly Document[] = [
  base,
  { ...base, $schema: 'x', version: 1, task: 'single', id: 'id', context: [], seed: 0 },
  { ...base, pool: ['a.jsonl', { path: 'b.csv' }], text: ['title', 'meta.body'] },
  withPool({ kind: 'delimited', delimiter: '\t', header: false, columns: ['text'], quotes: false }),
  withLabel({ name: 'no', key: 'n', color: 'charts.red', description: '', group: 'g' }),
  withLabel({ name: 'não sei', key: 'É' }),
  { ...base, labelField: { field: 'label', use: 'suggestions' }, embedding: './model' },
  { ...base, head: { C: 0.5, classWeight: 'balanced' } },
  { ...base, head: { C: 'auto' }, query: {}, holdout: { share: 0, size: 0 } },
  { ...base, query: { strategy: 'entropy', explore: 1, start: 'random', batch: 1, refitEvery: 1 } },
  { ...base, head: { kind: 'committee', members: 10 }, query: { strategy: 'bald' } },
  { ...base, head: { kind: 'dropout' }, query: { strategy: 'batch-bald', start: 'typiclust' } },
  { ...base, query: { strategy: 'rank-power', beta: 2, start: 'k-means', cost: true } },
  { ...base, query: { strategy: 'ranked-batch', alpha: 0.5, poolLimit: 20000, anchors: true } },
  { ...base, query: { strategy: 'exploit', target: 'no', clip: 0.02, balance: true } },
  { ...base, target: { metric: 'macroF1', value: 1 }, seed: 4294967295 },
  { ...base, mirror: false, guidelines: 'guide.md', filter: { lang: 'en', x: ['a', 'b'] } },
];

/** Documents with one wrong value, which the JSON schema must refuse too; the value's place. */
export const badDocuments: readonly (readonly [Document, string])[] = [
  [{ ...base, version: 2 }, 'version'],
  [{ text: 'text', labels: ['a', 'b'] }, ''],
  [{ ...base, pool: [] }, 'pool'],
  [{ ...base, pool: '' }, 'pool'],
  [{ ...base, pool: ['a.jsonl', 5] }, 'pool.1'],
  [{ ...base, pool: { format: {} } }, 'pool'],
  [withPool({ kind: 'excel' }), 'pool.format.kind'],
  [withPool({ delimiter: 'tab' }), 'pool.format.delimiter'],
  [withPool({ header: 'yes' }), 'pool.format.header'],
  [withPool({ columns: ['text', ''] }), 'pool.format.columns.1'],
  [{ ...base, text: 7 }, 'text'],
  [{ ...base, text: [] }, 'text'],
  [{ ...base, id: null }, 'id'],
  [{ ...base, context: 'lang' }, 'context'],
  [{ ...base, labels: ['only'] }, 'labels'],
  [withLabel(' padded'), 'labels.1'],
  [withLabel({ key: 'n' }), 'labels.1'],
  [withLabel({ name: 'no', key: 'nn' }), 'labels.1.key'],
  [withLabel({ name: 'no', key: '!' }), 'labels.1.key'],
  [withLabel({ name: 'no', color: 'red' }), 'labels.1.color'],
  [{ ...base, task: 'multi' }, 'task'],
  [{ ...base, labelField: { field: 'label' } }, 'labelField'],
  [{ ...base, labelField: { field: 'label', use: 'yes' } }, 'labelField.use'],
  [{ ...base, embedding: '' }, 'embedding'],
  [{ ...base, head: { C: 0 } }, 'head.C'],
  [{ ...base, head: { C: 'best' } }, 'head.C'],
  [{ ...base, head: [] }, 'head'],
  [{ ...base, query: { strategy: 'Margin' } }, 'query.strategy'],
  [{ ...base, query: { strategy: 7 } }, 'query.strategy'],
  [{ ...base, query: { start: 'margin' } }, 'query.start'],
  [{ ...base, query: { poolLimit: 0 } }, 'query.poolLimit'],
  [{ ...base, query: { clip: 1 } }, 'query.clip'],
  [{ ...base, query: { balance: 'yes' } }, 'query.balance'],
  [{ ...base, query: { alpha: 2 } }, 'query.alpha'],
  [{ ...base, query: { beta: -1 } }, 'query.beta'],
  [{ ...base, head: { kind: 'forest' } }, 'head.kind'],
  [{ ...base, head: { kind: 'committee', members: 1 } }, 'head.members'],
  [{ ...base, query: { explore: 10 } }, 'query.explore'],
  [{ ...base, query: { batch: 2.5 } }, 'query.batch'],
  [{ ...base, query: { refitEvery: 0 } }, 'query.refitEvery'],
  [{ ...base, holdout: { share: -0.1 } }, 'holdout.share'],
  [{ ...base, holdout: { size: '200' } }, 'holdout.size'],
  [{ ...base, target: { metric: 'f1', value: 0.9 } }, 'target.metric'],
  [{ ...base, target: { metric: 'macroF1', value: 90 } }, 'target.value'],
  [{ ...base, target: 0.9 }, 'target'],
  [{ ...base, seed: -1 }, 'seed'],
  [{ ...base, mirror: 'yes' }, 'mirror'],
  [{ ...base, filter: { lang: 3 } }, 'filter.lang'],
];

/** Documents with something that no schema sees. */
export const contradictions: readonly (readonly [Document, string, RegExp])[] = [
  [{ ...base, labels: ['a', 'b', 'a'] }, 'labels.2', /there already, as number 1/],
  [{ ...base, text: ['t', 't'] }, 'text.1', /listed twice/],
  [{ ...base, context: ['t', 'u', 't'] }, 'context.2', /listed twice/],
  [withLabel({ name: 'no', key: 'F' }), 'labels.1.key', /already flags the record/],
  [withLabel({ name: 'no', key: 'Backspace' }), 'labels.1.key', /undoes the last answer/],
  [withLabel({ name: 'no', key: ' ' }), 'labels.1.key', /skips the record/],
  [
    {
      ...base,
      labels: [
        { name: 'a', key: 'x' },
        { name: 'b', key: 'X' },
      ],
    },
    'labels.1.key',
    /already gives label "a"/,
  ],
  [{ ...base, labelField: { field: 'text', use: 'ignore' } }, 'labelField.field', /is the text/],
  [{ ...base, query: { strategy: 'bald' } }, 'query.strategy', /"head": \{"kind": "committee"\}/],
  [
    {
      ...base,
      head: { kind: 'logistic' },
      query: { strategy: 'rank-power', acquisition: 'vote-entropy' },
    },
    'query.acquisition',
    /sampled models/,
  ],
  [{ ...base, query: { strategy: 'k-means', clip: 0.1 } }, 'query.clip', /does nothing/],
  [
    { ...base, query: { strategy: 'exploit', target: 'No' } },
    'query.target',
    /labels are: yes, no/,
  ],
  [withPool({ columns: ['a', 'b'] }), 'text', /no column "text"; there are a, b/],
];
