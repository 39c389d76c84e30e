import type * as vscode from 'vscode';
import type { RecordId } from '../../core/record.ts';
import type { AnswerInput } from '../../core/loop/answers/answerInput.ts';

/** The records of a lens or a quick fix; from palette and keys, those at the cursor. */
export interface RecordTarget {
  readonly project: vscode.Uri;
  readonly ids: readonly RecordId[];
  /** The answer; asked for if omitted. */
  readonly answer?: AnswerInput;
}
