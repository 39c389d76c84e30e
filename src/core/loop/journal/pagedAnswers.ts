import type { StoredAnswer } from '../../store/store.ts';
import { AnswerCopy, type CopiedStore } from './answerCopy.ts';
import type { Turn } from './knownAnswers.ts';

/** What is taken from an answer, with its place. */
interface Taken<T> extends Pick<StoredAnswer, 'recordId' | 'seq'> {
  readonly item: T;
}

/**
 * What `of` takes from each of the store's answers, in `seq` order, read in pages with yields in
 * between. Answers written between two pages are as in the store at the moment the promise resolves.
 * @param of undefined: the answer is left out
 * @returns no promise if one page has them all
 */
export function pagedAnswers<T>(
  store: CopiedStore,
  turn: Turn,
  of: (answer: StoredAnswer) => T | undefined,
): T[] | Promise<T[]> {
  const take = (answer: StoredAnswer): Taken<T> | undefined => {
    const item = of(answer);
    if (item === undefined) return undefined;
    const { recordId, seq } = answer;
    return { recordId, seq, item };
  };
  const begin = (): AnswerCopy<Taken<T>> => new AnswerCopy({ store, of: take });
  const copy = begin();
  return copy.readPage() ? itemsOf(copy) : readOn(copy, begin, turn);
}

async function readOn<T>(
  begun: AnswerCopy<Taken<T>>,
  begin: () => AnswerCopy<Taken<T>>,
  turn: Turn,
): Promise<T[]> {
  for (let copy = begun; ;) {
    await turn();
    if (copy.isOutdated) copy = begin();
    if (copy.readPage() && copy.follow() !== 'all') return itemsOf(copy);
  }
}

function itemsOf<T>(copy: AnswerCopy<Taken<T>>): T[] {
  return copy.items.map(({ item }) => item);
}
