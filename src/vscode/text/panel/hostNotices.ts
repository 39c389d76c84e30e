import type { Localize } from '../../../core/localize.ts';
import type { LearnerView } from '../../../core/loop/learnerView.ts';
import type { ProjectFile, ProjectProblem } from '../../../core/projectFile/projectFile.ts';
import type { NoticeView } from '../../../protocol/annotate.ts';
import type { MirrorNotice } from '../../ports.ts';
import { textOf } from '../messages/textOf.ts';
import { conflictNotices, holdoutNotices, orphanNotices, unjudgedNotices } from './panelNotices.ts';

export interface HostConditions {
  readonly view: LearnerView;
  /** Problems of the project file as last saved. */
  readonly problems: readonly ProjectProblem[];
  readonly isOpen: boolean;
  readonly poolIsStale: boolean;
  readonly mirror: MirrorNotice | undefined;
  readonly isTrusted: boolean;
  /** Undefined while the project file cannot be read. */
  readonly embedding: ProjectFile['embedding'] | undefined;
}

/** Notices of conditions that only the window knows: files, trust, orphaned labels. */
export function hostNotices(
  { view, problems, isOpen, poolIsStale, mirror, isTrusted, embedding }: HostConditions,
  language: string,
  localize: Localize,
): NoticeView[] {
  const notices: NoticeView[] = [];
  const fix = { label: localize('Open Project File'), command: 'openProjectFile' } as const;
  const error = problems.find(({ severity }) => severity === 'error');
  if (error && isOpen) {
    notices.push({
      id: 'project-file',
      severity: 'warning',
      message: localize(
        'The project file has a mistake, so the previous settings stay in effect: {0}',
        textOf(error.message, localize),
      ),
      action: fix,
    });
  } else if (error) {
    const message = localize('Correct the project file; the panel updates automatically.');
    notices.push({ id: 'project-file', severity: 'error', message, action: fix });
  }
  if (poolIsStale) {
    const message = localize('The pool changed on disk since it was read.');
    const action = { label: localize('Read Again'), command: 'retry' } as const;
    notices.push({ id: 'pool-stale', severity: 'info', message, action });
  }
  if (mirror) {
    notices.push({ id: 'mirror', ...mirror, message: textOf(mirror.message, localize) });
  }
  notices.push(...orphanNotices(view, language, localize));
  notices.push(...holdoutNotices(view, language, localize));
  notices.push(...conflictNotices(view, language, localize));
  notices.push(...unjudgedNotices(view, language, localize));
  if (!isTrusted && embedding !== undefined && embedding !== 'lexical') {
    notices.push({
      id: 'untrusted',
      severity: 'info',
      message: localize(
        'This folder is not trusted, so no model is loaded for it and the built-in lexical embedding is used.',
      ),
    });
  }
  return notices;
}
