import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { RecordId } from '../record.ts';
import type { ImportEvent, Stamp } from '../store/events.ts';
import type { Store } from '../store/store.ts';
import type { Engine } from './enginePort.ts';
import type { Notice } from './learnerView.ts';

/** For which column the labels were taken over already: it is done once. */
const importedSetting = 'labelField.imported';

/** Takes over the annotations of the pool's label column, once and as one step, if the project says so. */
export async function importLabelColumn(
  options: { store: Store; engine: { remote: Engine }; project: ProjectFile },
  stamp: () => Stamp,
): Promise<void> {
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

export interface MatchedAnswers {
  /** Their text changed under the same id: kept, but not trained on until confirmed. */
  readonly unconfirmed: ReadonlySet<RecordId>;
  readonly notice?: Notice;
}

/** What became of the stored answers when the pool file changed since the store was last used. */
export async function matchStoredAnswers(
  store: Store,
  engine: Engine,
  fingerprint: string,
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
    changed.length > 0 ? `${count(changed.length)} changed text under the same id` : '',
    missing.length > 0 ? `${count(missing.length)} no longer in the pool` : '',
  ].filter((part) => part !== '');
  return {
    unconfirmed,
    notice: {
      id: 'pool-changed',
      severity: 'warning',
      message: `The pool changed: ${parts.join(', ')}. Their answers are kept, and not trained on.`,
      action: 'openProjectFile',
    },
  };
}

function count(n: number): string {
  return n === 1 ? '1 answered record' : `${n} answered records`;
}
