import type { Ask, AskedQuery } from './events.ts';
import type { Round } from './storedRounds.ts';

/**
 * Names of the acquisition functions in journals. Must never change: projects on disk contain these
 * words, and earlier versions show them.
 */
const acquisitionWords: ReadonlyMap<string, string> = new Map([
  ['least-confidence', 'least confidence'],
  ['ratio', 'ratio of confidence'],
  ['normalised-entropy', 'normalised entropy'],
  ['exploit', 'probability of the label'],
  ['vote-entropy', 'vote entropy'],
  ['consensus-entropy', 'consensus entropy'],
  ['max-disagreement', 'disagreement'],
  ['bald', 'mutual information'],
  ['mean-standard-deviation', 'standard deviation'],
  ['variation-ratios', 'split vote'],
]);

const separator = ' · ';

/**
 * The strategy of an ask and of a round as text, outermost wrapper first: "explore 10 % · margin".
 * Written for earlier versions beside the query, and must never change.
 * @param kind `start`: asked in the start phase
 */
export function writtenStrategy(query: AskedQuery, kind: 'start' | 'query'): string {
  const { strategy, explore = 0, poolLimit, clip = 0, balance, anchors, cost, seeds } = query;
  const isRanked = strategy === 'rank-power' && !balance;
  const exploring = explore > 0 ? [`explore ${percent(explore)}`] : [];
  return [
    ...(kind === 'start' ? ['start'] : []),
    ...(seeds ? ['seeds'] : []),
    ...(isRanked || strategy === 'random' ? [] : exploring),
    ...(poolLimit === undefined ? [] : [`pool ${writtenLimit(poolLimit)}`]),
    ...(anchors ? ['anchors'] : []),
    ...(isRanked ? [...exploring, 'rank-power'] : []),
    ...(balance ? ['balanced'] : []),
    ...(cost ? ['per second'] : []),
    ...(clip > 0 ? [`clip ${percent(clip)}`] : []),
    ...(strategy === 'information-density' ? ['density'] : []),
    drawnBy(query),
  ].join(separator);
}

function drawnBy({ strategy, acquisition = 'margin', alpha }: AskedQuery): string {
  if (strategy === 'ranked-batch' && alpha !== undefined) return `ranked-batch α ${alpha}`;
  if (strategy !== 'rank-power' && strategy !== 'information-density') {
    return acquisitionWords.get(strategy) ?? strategy;
  }
  return acquisition === 'random' ? 'chance' : (acquisitionWords.get(acquisition) ?? acquisition);
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function writtenLimit(limit: number): string {
  return limit <= 1 ? `${Math.round(limit * 100)} %` : String(limit);
}

const acquisitionNames = new Map([...acquisitionWords].map(([name, words]) => [words, name]));

/** Adds `query` to an ask of an earlier version, which stored the strategy only as text. */
export function withQuery(ask: Ask): Ask {
  if (ask.query || ask.strategy === undefined) return ask;
  return { ...ask, query: readStrategy(ask.strategy) };
}

/** The strategy of a round of an earlier version, which stored it only as text. */
export function roundQuery(words: string): Pick<Round, 'query' | 'start'> {
  const isStart = words.startsWith(`start${separator}`);
  return { query: readStrategy(words), ...(isStart && { start: true }) };
}

/** The inverse of `writtenStrategy`, as far as the text allows. */
function readStrategy(words: string): AskedQuery {
  const wrappers = words.split(separator);
  const drawn = wrappers.pop()!;
  const of = (pattern: RegExp): number | undefined => {
    const number = wrappers.flatMap((wrapper) => pattern.exec(wrapper)?.[1] ?? [])[0];
    return number === undefined ? undefined : Number(number);
  };
  const [explore, clip] = [of(/^explore ([\d.]+) %$/), of(/^clip ([\d.]+) %$/)];
  const [poolShare, poolSize] = [of(/^pool ([\d.]+) %$/), of(/^pool ([\d.]+)$/)];
  const poolLimit = poolShare === undefined ? poolSize : poolShare / 100;
  return {
    ...drawnIn(drawn, wrappers),
    ...(explore !== undefined && { explore: explore / 100 }),
    ...(poolLimit !== undefined && { poolLimit }),
    ...(clip !== undefined && { clip: clip / 100 }),
    ...(wrappers.includes('balanced') && { balance: true }),
    ...(wrappers.includes('anchors') && { anchors: true }),
    ...(wrappers.includes('per second') && { cost: true }),
    ...(wrappers.includes('seeds') && { seeds: true as const }),
  };
}

function drawnIn(
  drawn: string,
  wrappers: readonly string[],
): Pick<AskedQuery, 'strategy' | 'acquisition' | 'alpha'> {
  const alpha = /^ranked-batch α ([\d.]+)$/.exec(drawn)?.[1];
  if (alpha !== undefined) return { strategy: 'ranked-batch', alpha: Number(alpha) };
  const name = acquisitionNames.get(drawn) ?? drawn;
  const acquisition = name === 'chance' ? 'random' : name;
  if (wrappers.includes('rank-power')) return { strategy: 'rank-power', acquisition };
  if (wrappers.includes('density')) return { strategy: 'information-density', acquisition };
  return { strategy: name };
}
