import { journal } from './0001Journal.ts';
import { holdout } from './0002Holdout.ts';
import { windows } from './0003Windows.ts';
import { vectors } from './0004Vectors.ts';
import { judgements } from './0005Judgements.ts';
import { conflicts } from './0006Conflicts.ts';
import { stepsInParts } from './0007StepsInParts.ts';
import { lookups } from './0008Lookups.ts';
import { answerCounts } from './0009AnswerCounts.ts';
import { holdoutVectors } from './0010HoldoutVectors.ts';
import type { Migration } from './migration.ts';

/** All migrations in order; each file's name begins with its version. */
export const migrations: readonly Migration[] = [
  journal,
  holdout,
  windows,
  vectors,
  judgements,
  conflicts,
  stepsInParts,
  lookups,
  answerCounts,
  holdoutVectors,
];
