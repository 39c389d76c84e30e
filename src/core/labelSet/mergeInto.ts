import { labelNames } from '../labels.ts';
import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { SchemaChange } from '../store/schemaChange.ts';

/**
 * The change that merges labels into another. Of several labels a record one that is in the set is a
 * part itself, so that a record that says nothing of it does not become a no.
 */
export function mergeInto(
  to: string,
  from: readonly string[],
  { labels, task }: Pick<ProjectFile, 'labels' | 'task'>,
): Extract<SchemaChange, { type: 'merge' }> {
  const others = from.filter((name) => name !== to);
  const isPart = task !== 'single' && labelNames(labels).includes(to);
  return { type: 'merge', from: isPart ? [...others, to] : others, to };
}
