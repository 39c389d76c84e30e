import { Rng } from '../../src/core/rng.ts';

/** A record whose label follows from its text: words of its topic among words shared by all. */
export interface TopicRecord {
  readonly id: string;
  readonly text: string;
  readonly channel: string;
}

const topics = {
  Refund: ['refund', 'money', 'returned', 'reimburse', 'credited'],
  Delivery: ['parcel', 'courier', 'late', 'tracking', 'depot'],
  Account: ['password', 'login', 'email', 'locked', 'profile'],
} as const;

export type Topic = keyof typeof topics;
export const topicNames = Object.keys(topics) as Topic[];

const shared =
  'please could you tell me when this will be done as my order is still not right'.split(' ');

/** Distinct records, with topics in a ratio of about 5 : 3 : 2. */
export function topicRecords(count: number, seed = 7): TopicRecord[] {
  const rng = new Rng(seed);
  const pick = <T>(from: readonly T[]): T => from[rng.integer(from.length)]!;
  return Array.from({ length: count }, (_, i) => {
    const draw = rng.uniform();
    const topic = topicNames[draw < 0.5 ? 0 : draw < 0.8 ? 1 : 2]!;
    const words = [pick(topics[topic]), ...Array.from({ length: 9 }, () => pick(shared))];
    rng.shuffle(words);
    return {
      id: `T${String(i).padStart(5, '0')}`,
      text: `${words.join(' ')} (case ${i})`,
      channel: pick(['email', 'chat']),
    };
  });
}

/** The true label of a text of `topicRecords`. */
export function topicOf(text: string): Topic {
  const words = text.split(/\s+/);
  const topic = topicNames.find((name) => topics[name].some((word) => words.includes(word)));
  if (topic === undefined) throw new Error(`no topic in "${text}"`);
  return topic;
}

export function jsonLines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
