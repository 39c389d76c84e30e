import { objectOf } from '../carried.ts';
import type { Format } from '../format.ts';
import { readTasks } from './readTasks.ts';
import { writeTasks } from './writeTasks.ts';

/** Label Studio's JSON: a list of tasks with their annotations and predictions. */
export const labelstudio: Format = {
  name: 'labelstudio',
  title: 'Label Studio JSON',
  tool: 'Label Studio',
  rows: 'json',
  tasks: ['single', 'multi', 'spans'],
  lacks: [],
  recognises: ({ objects = [] }) =>
    objects.some((row) => hasData(row) && lists.some((name) => Array.isArray(row[name]))) ||
    (objects.length > 0 && objects.every(hasData)),
  read: readTasks,
  write: writeTasks,
};

const lists = ['annotations', 'completions', 'predictions'];

function hasData(row: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(objectOf(row['data'])).length > 0;
}
