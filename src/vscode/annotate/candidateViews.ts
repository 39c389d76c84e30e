import { labelNames } from '../../core/labels.ts';
import type { Localize } from '../../core/localize.ts';
import type { DifferingAnswers } from '../../core/loop/queue/askedRecord.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { Candidate } from '../../core/store/events.ts';
import type { StoredAnswer } from '../../core/store/store.ts';
import { labelJudgementsOf } from '../../core/task/labelJudgements.ts';
import { labelsThat } from '../../core/task/judgement.ts';
import { maxCandidates, type CandidateView } from '../../protocol/annotate.ts';
import { judgedView } from './judgedView.ts';

type CandidateAnswer = Pick<CandidateView, 'answer' | 'label' | 'labels'>;

/** The conflicting answers without duplicates, the current one first. */
export function candidateViews(
  { present, candidates }: DifferingAnswers,
  project: ProjectFile | undefined,
  localize: Localize,
  language?: string,
): CandidateView[] {
  const views = new Map<string, CandidateView>();
  const add = (
    candidate: CandidateAnswer | undefined,
    sources: readonly string[],
    note: string | undefined,
  ): void => {
    if (!candidate) return;
    const key = JSON.stringify(candidate.answer);
    const existing = views.get(key);
    const sourceText = sources.join(' · ');
    const notes = [existing?.note, note].filter((text) => text !== undefined).join('; ');
    views.set(key, {
      ...candidate,
      by: existing ? `${existing.by}; ${sourceText}` : sourceText,
      ...(notes === '' ? {} : { note: notes }),
    });
  };
  const time = (at: number): string =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
  if (present) {
    const { annotator, at, note } = present;
    add(currentAnswer(present, project), [localize('in the project'), annotator, time(at)], note);
  }
  for (const option of candidates) {
    const { annotator, at, note, from } = option;
    const sources = [
      ...(annotator === undefined ? [] : [annotator]),
      ...(at ? [time(at)] : []),
      from,
    ];
    add(candidateAnswer(option, project), sources, note);
  }
  return [...views.values()].slice(0, maxCandidates);
}

function currentAnswer(
  { kind, label, labels }: StoredAnswer,
  project: ProjectFile | undefined,
): CandidateAnswer | undefined {
  if (kind === 'skip') return { answer: { kind: 'skip' } };
  if (kind === 'label') return labelAnswer(label!, project);
  return kind === 'labels'
    ? setAnswer(labelsThat(true, { labels: labels! }), [...labels!.keys()], project)
    : undefined;
}

/** Undefined if the project cannot hold the candidate as an answer any more. */
function candidateAnswer(
  { label, yes, of, skipped }: Candidate,
  project: ProjectFile | undefined,
): CandidateAnswer | undefined {
  if (label !== undefined) return labelAnswer(label, project);
  if (yes) return setAnswer(yes, of ?? yes, project);
  return skipped ? { answer: { kind: 'skip' } } : undefined;
}

function labelAnswer(label: string, project: ProjectFile | undefined): CandidateAnswer | undefined {
  const isKnown = project && labelNames(project.labels).includes(label);
  return isKnown ? { answer: { kind: 'label', label }, label } : undefined;
}

function setAnswer(
  yes: readonly string[],
  of: readonly string[],
  project: ProjectFile | undefined,
): CandidateAnswer | undefined {
  // In the project's order, so that equal sets are equal.
  const names = project ? labelNames(project.labels) : [];
  if (yes.some((name) => !names.includes(name))) return undefined;
  const known = names.filter((name) => of.includes(name));
  const applying = names.filter((name) => yes.includes(name));
  return {
    answer: { kind: 'labels', yes: applying, of: known },
    labels: judgedView(labelJudgementsOf(undefined, { yes: applying, of: known }), project),
  };
}
