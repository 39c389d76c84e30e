// Labelled texts for model folders, and their expected probabilities.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NewEvent } from '../../../src/core/store/events.ts';
import { writeProject } from '../cli/projects.ts';

const words = 'card payment refund delivery late broken great awful service app crash login'.split(
  ' ',
);

/** n texts of two topics, one label each. */
export function reviews(n: number): { readonly text: string; readonly label: string }[] {
  return Array.from({ length: n }, (_, i) => {
    const label = i % 3 === 0 ? 'bad' : 'good';
    const own = label === 'bad' ? 'is cold, stale & slow' : 'was fine, fresh and quick';
    const [first, second] = [words[i % words.length], words[(i * 5 + 1) % words.length]];
    return { text: `${i}: the ${first} ${own} for a ${second}`, label };
  });
}

/**
 * Writes a project of either task whose records are all answered.
 * @returns the path of its project file
 */
export function projectIn(
  folder: string,
  rows: readonly {
    readonly text: string;
    readonly label?: string;
    readonly yes?: readonly string[];
  }[],
  labels: readonly string[],
  settings: Readonly<Record<string, unknown>> = {},
): string {
  mkdirSync(join(folder, '.marginalia'), { recursive: true });
  const several = rows.some(({ yes }) => yes);
  return writeProject(folder, {
    rows: rows.map(({ text, label, yes }) => {
      const event = yes
        ? { kind: 'labels', yes: [...yes].sort(), of: [...labels].sort() }
        : label !== undefined && { kind: 'label', label };
      return { text, ...(event && { event: event as Partial<NewEvent> & Pick<NewEvent, 'kind'> }) };
    }),
    labels,
    settings: { embedding: 'auto', ...(several && { task: 'multi' }), ...settings },
  });
}
