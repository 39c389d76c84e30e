// The fixtures of other tools that become projects, and the expected result of each.
import { join } from 'node:path';
import type { LabelTask } from '../../../src/core/acquisition/acquisition.ts';

export const cases = join(import.meta.dirname, '../../fixtures/interchange');

/** The expected result of reading a file for one of the tasks. */
export interface Reading {
  readonly task: LabelTask;
  /** The preview that is shown before the reading is accepted. */
  readonly shown: string;
  /** Number of records to which each label applies. */
  readonly labels: Readonly<Record<string, number>>;
  readonly answers: number;
  readonly skipped?: number;
  readonly conflicts?: number;
  readonly unlabelled?: number;
  readonly rejected?: number;
  readonly refused?: number;
  /** Why its labels do not suffice for a new project. */
  readonly refusedAlone?: RegExp;
  /** Set for a file with 468,100 judgements, whose import takes minutes: only its preview is tested. */
  readonly isLarge?: boolean;
}

export interface Case {
  readonly file: string;
  /** Number of distinct texts. */
  readonly texts: number;
  readonly context?: readonly string[];
  /** The readings in the order proposed. */
  readonly readings: readonly Reading[];
}

export const clinc = (name: string): number => (name === 'oos' ? 100 : 20);

export const expected: readonly Case[] = [
  {
    file: 'prodigy/textcat-binary.jsonl',
    texts: 150,
    context: ['source', 'url', 'priority'],
    readings: [
      {
        task: 'multi',
        shown: 'Prodigy, 141 answers, 9 skipped, 1 label',
        labels: { DOCUMENTATION: 46 },
        answers: 141,
        skipped: 9,
      },
      {
        task: 'single',
        shown: 'Prodigy, 46 answers, 9 skipped, 1 label, 95 rejections left out',
        labels: { DOCUMENTATION: 46 },
        answers: 46,
        skipped: 9,
        unlabelled: 95,
        rejected: 95,
        refusedAlone: /^The only label of textcat-binary\.jsonl is DOCUMENTATION, .*--reject-as/,
      },
    ],
  },
  {
    file: 'prodigy/choice.jsonl',
    texts: 30,
    context: ['score'],
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'Prodigy, 30 answers, 5 labels',
      labels: { Q48226: 10, Q215952: 10, Q312545: 10, NIL_otherLink: 0, NIL_ambiguous: 0 },
      answers: 30,
    })),
  },
  {
    file: 'doccano/textcat.jsonl',
    texts: 3,
    context: ['wikiPageID'],
    readings: [
      {
        task: 'multi',
        shown: 'doccano JSONL, 2 answers, 2 labels, 1 without an answer',
        labels: { positive: 2, negative: 1 },
        answers: 2,
        unlabelled: 1,
      },
      {
        task: 'single',
        shown:
          'doccano JSONL, 1 answer, 2 labels, 1 row or its answer left out, 1 without an answer',
        labels: { positive: 1, negative: 0 },
        answers: 1,
        unlabelled: 2,
        refused: 1,
      },
    ],
  },
  {
    file: 'doccano/fasttext.txt',
    texts: 3,
    readings: [
      {
        task: 'multi',
        shown: 'fastText, 2 answers, 2 labels, 1 row or its answer left out, 1 without an answer',
        labels: { positive: 2, negative: 1 },
        answers: 2,
        unlabelled: 1,
        refused: 1,
      },
      {
        task: 'single',
        shown:
          'fastText, 1 answer, 2 labels, 2 rows or their answers left out, 1 without an answer',
        labels: { positive: 1, negative: 0 },
        answers: 1,
        unlabelled: 2,
        refused: 2,
      },
    ],
  },
  {
    file: 'doccano/textcat.xlsx',
    texts: 2,
    readings: [
      {
        task: 'single',
        shown: 'Excel, 1 answer, 1 label, 1 row or its answer left out, 1 without an answer',
        labels: { positive: 1 },
        answers: 1,
        unlabelled: 1,
        refused: 1,
        refusedAlone: /^The only label of textcat\.xlsx is positive, .*--task multi/,
      },
      {
        task: 'multi',
        shown: 'Excel, 1 answer, 1 label, 1 row or its answer left out, 1 without an answer',
        labels: { positive: 1 },
        answers: 1,
        unlabelled: 1,
        refused: 1,
      },
    ],
  },
  {
    file: 'doccano/utf16.csv',
    texts: 3,
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'CSV, 3 answers, 2 labels',
      labels: { Positive: 2, Negative: 1 },
      answers: 3,
    })),
  },
  {
    file: 'labelstudio/tasks-annotations-predictions.json',
    texts: 6,
    context: ['int_field'],
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'Label Studio JSON, 3 answers, 2 labels, 3 without an answer',
      labels: { class_A: 2, class_TESTING: 1 },
      answers: 3,
      unlabelled: 3,
    })),
  },
  {
    file: 'labelstudio/choices-export.csv',
    texts: 120,
    context: ['source'],
    readings: [
      {
        task: 'multi',
        shown: 'Label Studio CSV, 120 answers, 6 labels',
        labels: {
          售前商品咨询: 30,
          物流查询: 28,
          售后退换货: 26,
          订单查询: 26,
          投诉纠纷: 26,
          闲聊无关内容: 24,
        },
        answers: 120,
      },
      {
        task: 'single',
        shown: 'Label Studio CSV, 80 answers, 6 labels, 40 rows or their answers left out',
        labels: {
          物流查询: 16,
          售后退换货: 15,
          售前商品咨询: 13,
          订单查询: 13,
          投诉纠纷: 13,
          闲聊无关内容: 10,
        },
        answers: 80,
        unlabelled: 40,
        refused: 40,
      },
    ],
  },
  {
    file: 'argilla/hub-export.jsonl',
    texts: 1,
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'Argilla, 0 answers, 1 conflict, 2 labels',
      labels: { 'label-a': 0, 'label-b': 0 },
      answers: 0,
      conflicts: 1,
    })),
  },
  {
    file: 'huggingface/clinc-validation.parquet',
    texts: 3100,
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'Parquet, 3,100 answers, 151 labels',
      labels: {},
      answers: 3100,
      isLarge: task === 'multi',
    })),
  },
  {
    file: 'spacy/cooking.jsonl',
    texts: 10,
    readings: (['single', 'multi'] as const).map((task) => ({
      task,
      shown: 'spaCy JSONL, 10 answers, 2 labels',
      labels: { not_baking: 8, baking: 2 },
      answers: 10,
    })),
  },
];
