import type { Format } from '../format.ts';
import { readRecords } from './readRecords.ts';
import { isRecord } from './records.ts';
import { writeRecords } from './writeRecords.ts';

/** Argilla's records: of version 2 as JSON Lines or JSON, and of version 1. Written as 2. */
export const argilla: Format = {
  name: 'argilla',
  title: 'Argilla',
  rows: 'json',
  tasks: ['single', 'multi', 'spans'],
  lacks: [],
  recognises: ({ objects = [] }) => objects.some(isRecord),
  read: readRecords,
  write: writeRecords,
};
