// Searches of the annotation page, answered like the host does.
import type { FoundView } from '../../../src/protocol/annotate.ts';
import { panel } from './annotatePanel.ts';

/** Answers the latest search like the host. */
export async function answer(all: readonly FoundView[], remark?: string): Promise<void> {
  const { findId } = (await panel.posted('find')).at(-1)!;
  const found = { type: 'found', findId, total: all.length, annotators: ['ada', 'bob'] } as const;
  await panel.send({ ...found, ...(remark ? { remark } : {}) });
  await answerRows(all);
}

export async function answerRows(all: readonly FoundView[]): Promise<void> {
  const { findId, from, count } = (await panel.posted('rows')).at(-1)!;
  await panel.send({ type: 'rows', findId, from, rows: all.slice(from, from + count) });
}

export const dialog = (name: string) => panel.page.getByRole('dialog', { name });
export const lastQuery = async () => (await panel.posted('find')).at(-1)!.query;
