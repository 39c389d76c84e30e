import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { Progress } from '../progress.ts';
import type { RecordId } from '../record.ts';
import type { Say } from '../say.ts';
import type { ImportEvent, Stamp } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import type { Engine, OpenPoolParams, WorkOptions } from './enginePort.ts';
import type { Notice } from './learnerView.ts';
import type { ViewState } from './viewState.ts';

/** For which column the labels were taken over already: it is done once. */
const importedSetting = 'labelField.imported';

export interface Opened {
  readonly state: Pick<ViewState, 'pool' | 'problems' | 'problemCount' | 'unconfirmed'>;
  readonly notice?: Notice;
}

export interface Opening {
  readonly store: Store;
  readonly engine: { readonly remote: Engine };
  readonly say: Say;
  readonly project: ProjectFile;
  readonly pool: OpenPoolParams;
  readonly clock: () => number;
}

/** A pool of so many bytes takes long enough to index that labelling had better begin meanwhile. */
const largePoolBytes = 8 * 1024 * 1024;

/** Whether the progress of indexing says that a large pool has its first records. */
export function isReadable({ step, steps = 0 }: Progress): boolean {
  return step > 0 && steps >= largePoolBytes;
}

/** Indexes the pool, draws the hold-out if that was never done, and finds the stored answers in it. */
export async function openPool(
  opening: Opening,
  work: WorkOptions,
  stamp: () => Stamp,
  shown: () => RecordId[],
): Promise<Opened> {
  const { engine, store, project } = opening;
  const summary = await engine.remote.openPool(opening.pool, work);
  if (!store.holdout() && project.holdout.size > 0) {
    const { size, share } = project.holdout;
    const draw = await engine.remote.drawHoldout(
      { size, share, seed: project.seed, exclude: shown() },
      work,
    );
    // Records may have been asked while near-duplicates were looked for: those stay out as well.
    const meanwhile = new Set(shown());
    const members = draw.ids
      .map((recordId, i) => ({ recordId, multiplicity: draw.multiplicities[i] ?? 1 }))
      .filter(({ recordId }) => !meanwhile.has(recordId));
    store.setHoldout({ members, seed: project.seed, at: opening.clock() });
  }
  await importLabelColumn(opening, stamp);
  const { unconfirmed, notice } = await matchStoredAnswers(
    store,
    engine.remote,
    summary.fingerprint,
    opening.say,
  );
  const { size, rowsRead, problems, problemCount } = summary;
  return {
    state: { pool: { size, rowsRead }, problems, problemCount, unconfirmed },
    ...(notice ? { notice } : {}),
  };
}

/** Takes over the annotations of the pool's label column, once and as one step, if the project says so. */
async function importLabelColumn(options: Opening, stamp: () => Stamp): Promise<void> {
  const { store, engine, project } = options;
  const column = project.labelField;
  if (column?.use !== 'annotations' || store.setting(importedSetting) === column.field) return;
  const allowed = new Set(project.labels.map(({ name }) => name));
  const events: ImportEvent[] = [];
  for (const { id, label, conflicts } of await engine.remote.importedLabels({})) {
    // Rows of one text that disagree say nothing certain; they are asked like any other record.
    if (conflicts || !allowed.has(label)) continue;
    if ((store.answer(id)?.kind ?? 'none') !== 'none') continue;
    events.push({
      ...stamp(),
      kind: 'import',
      recordId: id,
      label,
      from: `column ${column.field}`,
    });
  }
  if (events.length > 0) store.append(events);
  store.setSetting(importedSetting, column.field);
}

interface MatchedAnswers {
  /** Their text changed under the same id: kept, but not trained on until confirmed. */
  readonly unconfirmed: ReadonlySet<RecordId>;
  readonly notice?: Notice;
}

/** What became of the stored answers when the pool file changed since the store was last used. */
async function matchStoredAnswers(
  store: Store,
  engine: Engine,
  fingerprint: string,
  say: Say,
): Promise<MatchedAnswers> {
  const stored = store
    .answers()
    .map(({ recordId: id, sourceId }) => (sourceId === undefined ? { id } : { id, sourceId }));
  if (stored.length === 0) {
    store.setPoolFingerprint(fingerprint);
    return { unconfirmed: new Set() };
  }
  const { changed, missing } = await engine.rematch({ stored });
  store.setPoolFingerprint(fingerprint);
  const unconfirmed = new Set([...changed.map(({ id }) => id), ...missing]);
  if (unconfirmed.size === 0) return { unconfirmed };
  const parts = [
    changed.length > 0
      ? say('{0} answered records changed text under the same id', changed.length)
      : '',
    missing.length > 0 ? say('{0} answered records are no longer in the pool', missing.length) : '',
  ].filter((part) => part !== '');
  return {
    unconfirmed,
    notice: {
      id: 'pool-changed',
      severity: 'warning',
      message: say(
        'The pool changed: {0}. Their answers are kept, and not trained on.',
        parts.join(', '),
      ),
      action: 'openProjectFile',
    },
  };
}
