import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { RecordId } from '../record.ts';
import type { Store } from '../store/store.ts';
import { timingsOf } from './queue/drawBatch.ts';
import { digestOf, DrawLog, type LoggedDraw, type LoggedFit } from './training/drawLog.ts';
import type { EmbedParams } from '../engine/embeddingApi.ts';
import type { Engine } from '../engine/engineApi.ts';
import { holdoutIds } from '../store/holdoutIds.ts';
import { JournalPast } from './training/journalPast.ts';
import { trainingSet } from './training/trainingSet.ts';
import { paramsReproducing } from './journal/vectorChanges.ts';
import type { FitSummary } from '../engine/modelApi.ts';

export interface ReplayOptions {
  /** Read-only; supplies journal, hold-out and draw log. */
  readonly store: Store;
  readonly project: ProjectFile;
  /** Must have the same pool open; identical numbers require the TypeScript kernel. */
  readonly engine: Engine;
  /** Embedding parameters, except for the vectors, which the journal specifies. */
  readonly embed: Omit<EmbedParams, 'embedding'>;
  /** Answered records excluded from training because their text had changed. */
  readonly unconfirmed?: ReadonlySet<RecordId>;
  readonly signal?: AbortSignal;
}

export interface ReplayedBatch {
  /** Place in the log, from 1. */
  readonly number: number;
  readonly logged: LoggedDraw;
  /** The records drawn by the replay, in order. */
  readonly picks: readonly RecordId[];
  /** Whether they equal the recorded picks, in the same order. */
  readonly identical: boolean;
  /** Undefined while there is no head. */
  readonly fit?: FitSummary;
}

/** A batch whose replayed picks differ from the recorded ones. */
export interface DifferentBatch {
  /** Place in the log, from 1. */
  readonly number: number;
  /** Kernels of the preceding refit, recorded and now; absent if equal. */
  readonly kernels?: { readonly recorded: string; readonly now: string };
}

export interface ReplayReport {
  readonly batches: number;
  /** Number of batches drawn while the pool was still being indexed: their picks are taken from the log. */
  readonly given: number;
  readonly different: readonly DifferentBatch[];
}

/**
 * Replays from the journal everything that determined what was asked: each refit on the answers at that time,
 * and each batch with the head at that time.
 * @throws UserError as the engine does, CancelledError
 */
export async function* replay(replaying: ReplayOptions): AsyncGenerator<ReplayedBatch> {
  const { store, project, engine, embed, unconfirmed = new Set<RecordId>(), signal } = replaying;
  const past = new JournalPast(store);
  const work = signal ? { signal } : {};
  const changes = store.vectorChanges();
  let vectors: number | undefined;
  let fit: FitSummary | undefined;
  let number = 0;
  for (const logged of DrawLog.read(store)) {
    number++;
    const { labels, fits, at, count, seed, settings, given } = logged;
    if (logged.vectors !== undefined && logged.vectors !== vectors) {
      const change = changes.find(({ seq }) => seq === logged.vectors);
      if (change) await engine.embed({ ...embed, ...paramsReproducing(change) }, work);
      vectors = logged.vectors;
    }
    const training = (position: number, names: readonly string[]) =>
      trainingSet(
        past.answersAt(position),
        { labels: names, task: project.task },
        past.held,
        unconfirmed,
      );
    for (const { at: position, labels: names = labels, prior, decide, ...how } of fits) {
      const multiLabel = project.task === 'multi' && {
        decide: decide ?? project.decide,
        heldOut: holdoutIds(store),
      };
      const params = { ...fitParams(how, training(position, names), names), ...multiLabel };
      const texts = prior && DrawLog.textsOf(store, prior);
      fit = await engine.fit(
        { ...params, ...(prior && { prior: { texts: texts!, strength: prior.strength } }) },
        work,
      );
    }
    const exclude = past.excludedAt(at, logged.ahead);
    let picks: readonly RecordId[];
    if (given) picks = given;
    else if (!settings) picks = await engine.sample({ count, exclude, seed }, work);
    else {
      const timings = settings.cost ? { timings: timingsOf(past.answersAt(at)) } : {};
      const params = { settings, count, exclude, labels: [...labels], seed, ...timings };
      const asked = await engine.query({ ...params, training: training(at, labels) }, work);
      picks = asked.map(({ id }) => id);
    }
    const identical = digestOf(picks) === logged.picks;
    yield { number, logged, picks, identical, ...(fit ? { fit } : {}) };
  }
}

function fitParams(
  { kind, members, c, classWeight, seed, warm }: Omit<LoggedFit, 'at' | 'labels' | 'prior'>,
  training: ReturnType<typeof trainingSet>,
  names: readonly string[],
): Parameters<Engine['fit']>[0] {
  const labels = [...names];
  const how = { kind, members, c, classWeight, seed, warmStart: warm, chooseC: false };
  return { training, labels, ...how };
}
