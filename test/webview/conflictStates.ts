// States of the annotation page where imported answers differ.
import { changed } from '../changed.ts';
import type { AnnotateState, CandidateView } from '../../src/protocol/annotate.ts';
import { annotateState } from './annotateStates.ts';
import { fiveEmotions, severalState } from './severalStates.ts';

const [now, ada, bob] = [
  'in the project · ann · 3 May, 14:05',
  'ada · 1 May, 09:30 · colleague-export-of-the-second-week.jsonl',
  'bob · 2 May, 11:00 · bob.jsonl',
] as const;

/** Two labels and a skip, the present answer first. */
export function twoLabels(labels: AnnotateState['labels']): CandidateView[] {
  const [first, second] = labels.map(({ name }) => name);
  return [
    { answer: { kind: 'label', label: first! }, label: first!, by: now },
    {
      answer: { kind: 'label', label: second! },
      label: second!,
      by: ada,
      note: 'The customer asks for both, but the parcel comes first.',
    },
    { answer: { kind: 'skip' }, by: bob },
  ];
}

export function conflictState(more: Partial<AnnotateState> = {}): AnnotateState {
  const state = annotateState(more);
  const { labels, ahead } = state;
  return {
    ...state,
    deciding: true,
    revisiting: 'Answers that differ: 3 left',
    ahead: ahead.map((one) =>
      changed(one, {
        candidates: twoLabels(labels),
        answered: labels[0]!.name,
        revisited: true,
        suggestion: undefined,
      }),
    ),
  };
}

const of = fiveEmotions.map(({ name }) => name);

/** Sets of labels that differ, one of them partly judged. */
const sets: CandidateView[] = [
  {
    answer: { kind: 'labels', yes: ['joy'], of },
    labels: { yes: ['joy'], no: 4, unknown: 0 },
    by: now,
  },
  {
    answer: { kind: 'labels', yes: ['joy', 'surprise'], of: ['joy', 'surprise', 'anger'] },
    labels: { yes: ['joy', 'surprise'], no: 1, unknown: 2 },
    by: ada,
  },
  {
    answer: { kind: 'labels', yes: [], of },
    labels: { yes: [], no: 5, unknown: 0 },
    by: bob,
  },
];

export function conflictingSets(): AnnotateState {
  const state = severalState();
  return {
    ...state,
    deciding: true,
    revisiting: 'Answers that differ: 12 left',
    ahead: state.ahead.map((one) =>
      changed(one, {
        candidates: sets,
        judged: { yes: ['joy'], no: of.filter((name) => name !== 'joy') },
        revisited: true,
        suggestion: undefined,
      }),
    ),
  };
}
