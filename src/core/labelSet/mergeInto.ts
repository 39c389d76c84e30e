import { labelNames } from '../labels.ts';
import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { SchemaChange } from '../store/schemaChange.ts';

/**
 * The change that merges labels into another. With several labels per record, a target in the set is
 * itself one of the parts, so that a record not judged for it does not become a no.
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
