// States of the annotation page where a record may have several labels.
import { changed, type Changes } from '../changed.ts';
import type {
  AnnotateState,
  AskedView,
  FoundView,
  RecentView,
  SuggestedLabel,
} from '../../src/protocol/annotate.ts';
import {
  annotateState,
  asked,
  labelViews,
  longText,
  seventySevenLabels,
} from './annotateStates.ts';

/** The 27 emotions of GoEmotions and "neutral". */
const emotions = [
  'admiration',
  'amusement',
  'anger',
  'annoyance',
  'approval',
  'caring',
  'confusion',
  'curiosity',
  'desire',
  'disappointment',
  'disapproval',
  'disgust',
  'embarrassment',
  'excitement',
  'fear',
  'gratitude',
  'grief',
  'joy',
  'love',
  'nervousness',
  'optimism',
  'pride',
  'realization',
  'relief',
  'remorse',
  'sadness',
  'surprise',
  'neutral',
];

export const emotionLabels = labelViews(emotions).map((label) =>
  label.name === 'joy'
    ? { ...label, description: 'A feeling of pleasure and happiness, of the writer or of others.' }
    : label,
);

export const fiveEmotions = labelViews(['anger', 'fear', 'joy', 'sadness', 'surprise']);

const texts = [
  'I can’t believe you remembered, this is the best birthday I have had in years!',
  'Nobody told me that the office was closed today. An hour of driving for nothing.',
  'Thank you for looking into it so quickly, I was worried that it was lost.',
  'It’s fine, I guess.',
];

/** Suggestions for some labels; those above the threshold apply. */
export function suggested(
  labels: readonly { readonly name: string }[],
  first: readonly (readonly [string, number])[],
): SuggestedLabel[] {
  const given = new Map(first);
  const rest = labels.filter(({ name }) => !given.has(name));
  return [...first, ...rest.map(({ name }, i) => [name, 0.09 / 1.2 ** i] as const)].map(
    ([label, p]) => ({ label, p, applies: p >= 0.4 }),
  );
}

export function severalAhead(
  labels: readonly { readonly name: string }[] = fiveEmotions,
  more: Changes<AskedView> = {},
): AskedView[] {
  const [first, second] = ['joy', 'surprise'].every((one) =>
    labels.some(({ name }) => name === one),
  )
    ? ['joy', 'surprise']
    : [labels[3]!.name, labels[5]!.name];
  const suggestion = suggested(labels, [
    [first, 0.81],
    [second, 0.47],
  ]);
  const reason = `not sure about ${first} and ${second}`;
  return texts.map((text, i) =>
    asked(`s${i}`, text, { suggestion, reason, context: [], ...(i === 0 ? more : {}) }),
  );
}

const sets: readonly (readonly string[] | undefined)[] = [
  ['gratitude', 'relief'],
  ['annoyance'],
  [],
  undefined,
  ['amusement', 'excitement', 'joy', 'surprise'],
  ['sadness', 'disappointment'],
];

const earlier = [
  'They found my bag, and everything was still in it. Thank you so much!',
  'The queue was out of the door again.',
  'The meeting is on Tuesday.',
  'asdf',
  'We laughed until we cried, and then he proposed.',
  'I had hoped to see her once more.',
];

export function severalRecent(labels: readonly { readonly name: string }[]): RecentView[] {
  return sets.map((yes, i) => {
    const known = yes?.map((name, j) =>
      labels.some((label) => label.name === name)
        ? name
        : labels[(i + 2 * j) % labels.length]!.name,
    );
    const row = {
      recordId: `t${i}`,
      text: earlier[i]!,
      flagged: i === 4,
      context: [],
      source: `comments.jsonl:${40 - i}`,
      seq: 100 - i,
      reason: i === 2 ? 'drawn at random for the hold-out' : 'not sure about joy and love',
    };
    if (!known) return row;
    const unknown = i === 5 ? 2 : 0;
    return {
      ...row,
      labels: { yes: known, no: labels.length - known.length - unknown, unknown },
    };
  });
}

export function severalState(more: Partial<AnnotateState> = {}): AnnotateState {
  const labels = more.labels ?? fiveEmotions;
  const state = annotateState();
  return annotateState({
    project: 'emotions',
    task: 'multi',
    labels,
    ahead: severalAhead(labels),
    recent: severalRecent(labels),
    progress: {
      ...state.progress,
      metric: { name: 'micro-F1', value: 0.47, halfWidth: 0.039 },
    },
    ...more,
  });
}

/** A pass that asks for "joy" only. */
export function passState(more: Partial<AnnotateState> = {}): AnnotateState {
  const ahead = severalAhead(emotionLabels).map((record) =>
    changed(record, {
      judged: {
        yes: ['surprise'],
        no: emotionLabels.map(({ name }) => name).filter((name) => !/^(joy|surprise)$/.test(name)),
      },
    }),
  );
  return severalState({
    labels: emotionLabels,
    ahead,
    pass: { label: 'joy', left: 132 },
    ...more,
  });
}

export const severalScenes: Readonly<Record<string, AnnotateState>> = {
  five: severalState(),
  'twenty-eight': severalState({ labels: emotionLabels }),
  'seventy-seven': severalState({ labels: seventySevenLabels }),
  long: severalState({
    labels: emotionLabels,
    ahead: severalAhead(emotionLabels).map((one, i) =>
      i === 0 ? { ...one, text: longText } : one,
    ),
  }),
  blind: severalState({
    labels: emotionLabels,
    ahead: severalAhead(emotionLabels, {
      suggestion: undefined,
      reason: undefined,
      share: undefined,
      blind: 'Blind: drawn at random to measure the model, so nothing is suggested.',
    }),
  }),
  pass: passState(),
};

/** Records as a history or a search may find them. */
export const foundSets: FoundView[] = severalRecent(emotionLabels).map(
  ({ recordId, text, flagged, labels, source, reason }) => ({
    recordId,
    text,
    kind: labels ? 'labels' : 'skip',
    flagged,
    about: 'ada · 3 May 2026, 14:05 · round 4',
    source,
    ...(labels ? { labels } : {}),
    ...(reason === undefined ? {} : { reason }),
  }),
);

/** Records with the suggestions joy and surprise. */
export function queueOf(count: number, more: Partial<AskedView> = {}): AskedView[] {
  return Array.from({ length: count }, (_, i) =>
    asked(`q${i}`, `Comment ${i} of a queue`, {
      suggestion: suggested(emotionLabels, [
        ['joy', 0.8],
        ['surprise', 0.5],
      ]),
      ...more,
    }),
  );
}
