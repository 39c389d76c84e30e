import type * as vscode from 'vscode';
import type { RecordId } from '../../core/record.ts';
import type { AnswerInput } from '../../core/loop/answers/answerInput.ts';

/** Records that a lens or a quick fix speaks of; palette and keys mean those at the cursor instead. */
export interface RecordTarget {
  readonly project: vscode.Uri;
  readonly ids: readonly RecordId[];
  /** What is to be answered; asked for when left out. */
  readonly answer?: AnswerInput;
}
