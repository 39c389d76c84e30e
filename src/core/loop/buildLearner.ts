import type { Stamp } from '../store/events.ts';
import { ActiveLearner } from './activeLearner.ts';
import { Answering } from './answers/answering.ts';
import { Changes } from './changes/changes.ts';
import { KnownAnswers } from './journal/knownAnswers.ts';
import { JournalWriter } from './journal/journalWriter.ts';
import { buildView } from './buildView.ts';
import { EngineAccess } from './engine/engineAccess.ts';
import { EnginePreparation } from './embedding/enginePreparation.ts';
import { HoldoutProgress } from './holdout/holdoutProgress.ts';
import { Insights } from './insights/insights.ts';
import { RoundComparisons } from './insights/roundComparer.ts';
import { LabelSetChanges } from './changes/labelSetChanges.ts';
import { LiveProject } from './labels/liveProject.ts';
import type { ActiveLearnerOptions } from './learnerOptions.ts';
import { LoopEvents } from './loopEvents.ts';
import { AskQueue } from './queue/askQueue.ts';
import { BatchSource } from './queue/batchSource.ts';
import { Blinding } from './queue/blinding.ts';
import { Priorities } from './queue/priorities.ts';
import { Suggestions } from './queue/suggestions.ts';
import { RecordCache } from './engine/recordCache.ts';
import { RecordSearch } from './records/recordSearch.ts';
import { RecordsService } from './records/recordsService.ts';
import { TaskQueue } from './taskQueue.ts';
import { defaultsInEffect } from './journal/defaultsInEffect.ts';
import { DrawLog } from './training/drawLog.ts';
import { EarlierRounds } from './training/earlierRounds.ts';
import { Learning } from './refits/learning.ts';
import { RefitSchedule } from './refits/refitSchedule.ts';
import { Rounds } from './training/rounds.ts';
import { Trainer } from './training/trainer.ts';
import { ViewPublisher } from './viewPublisher.ts';

/** Records cached for the short history and for undo. */
const cachedTexts = 200;

/** Builds the parts of the loop, each after its dependencies, and the active learner on top. */
export function buildLearner(options: ActiveLearnerOptions): ActiveLearner {
  const { store, writeQueue, clock } = options;
  const live = new LiveProject(options.project, defaultsInEffect(store));
  const { seed } = live.project;
  const stamp = (id = options.newId()): Stamp => ({
    id,
    at: clock(),
    annotator: options.annotator,
  });
  const texts = new RecordCache(cachedTexts);

  const events = new LoopEvents();
  const views = new ViewPublisher();
  const work = new TaskQueue(views.idle, options.onError);
  const journalWriter = new JournalWriter({ store, writeQueue, events });
  const { write } = journalWriter;
  const access = new EngineAccess(options.engine, store);
  const { engine } = access;
  const { turn } = options;
  const answers = new KnownAnswers(store, turn);
  const acts = { events, views, work, journalWriter, write, clock, turn };
  const loop = { store, answers, live, access, engine, ...acts };

  const holdout = new HoldoutProgress(store, journalWriter.storeSetting, live);
  const log = new DrawLog(store, write);
  const trainer = new Trainer({ ...loop, log });
  const rounds = new Rounds({ ...loop, holdout });
  const insights = new Insights({ ...loop, trainer, rounds });

  const suggestions = new Suggestions({ ...loop, trainer });
  const blinding = new Blinding({ live, holdout, suggestions });
  const priorities = new Priorities(loop);
  const batches = new BatchSource({ ...loop, trainer, log, suggestions });
  const asking = { ...loop, holdout, texts, seed, batches, priorities, blinding, suggestions };
  const queue = new AskQueue(asking);

  const preparing = { ...loop, learner: options, holdout, queue, trainer, stamp };
  const preparation = new EnginePreparation(preparing);
  const fitting = { ...loop, queue, batches, trainer, rounds, insights, preparation };
  const learning = new Learning(fitting);
  const refits = new RefitSchedule({ ...loop, batches, learning });
  const earlierRounds = new EarlierRounds({ ...loop, trainer, rounds });

  const known = { ...asking, queue, trainer, rounds, refits, stamp };
  const records = new RecordsService(known);
  const labelSet = new LabelSetChanges({ ...known, records });
  const changes = new Changes({ ...loop, stamp, answering: new Answering(known), labelSet });
  views.buildWith((state) => buildView({ ...known, labelSet, insights }, state));

  return new ActiveLearner({
    ...known,
    options,
    records,
    search: new RecordSearch(known),
    pairs: new RoundComparisons({ ...loop, rounds }),
    labelSet,
    changes,
    preparation,
    learning,
    earlierRounds,
    insights,
  });
}
