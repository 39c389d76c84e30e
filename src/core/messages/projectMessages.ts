import type { Message, NoParams } from './message.ts';
import type { BadPriorityLine } from '../interchange/priorityFile.ts';

/** Reasons why a project cannot be opened or changed. */
export interface ProjectMessages {
  'project.poolNotOnDisk': { readonly path: string };
  'project.nameTaken': { readonly name: string };
  'project.answeredMeanwhile': NoParams;
  'project.notWritten': { readonly path: string; readonly why: string };
  'project.unsavedChanges': NoParams;
  'project.labelsFixed': { readonly why: Message };
  'project.answersInTheWay': { readonly from: string; readonly path: string; readonly to: string };
  'project.priorityFileEmpty': { readonly file: string };
  'project.closed': { readonly project: string };
  'project.notRead': { readonly path: string; readonly why: string };
  'project.none': NoParams;
  /** `why`: its first mistake, if known. */
  'project.unusable': { readonly file: string; readonly why?: Message };
  'project.priorityFileUnknown': {
    readonly file: string;
    readonly bad: readonly BadPriorityLine[];
  };
}
