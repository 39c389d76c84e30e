import { message } from '../../messages/messages.ts';
import type { RecordId } from '../../record.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { Notice } from '../learnerPhase.ts';

/** A database whose project file is missing, perhaps because it was renamed outside VS Code. */
export interface Orphan {
  readonly name: string;
  readonly answers: number;
  /** The answered records. */
  readonly stored: readonly { readonly id: RecordId; readonly sourceId?: string }[];
}

/** Offers the answers of a missing project, if at least half of their records are in this pool. */
export async function orphanNotice(
  orphans: readonly Orphan[],
  engine: Engine,
): Promise<Notice | undefined> {
  for (const { name, answers, stored } of orphans) {
    const { missing } = await engine.rematch({ stored: [...stored] });
    if (missing.length * 2 > stored.length) continue;
    return {
      id: 'orphan',
      severity: 'warning',
      message: message('opening.orphan', { answers, project: name }),
      action: 'takeAnswers',
    };
  }
  return undefined;
}
