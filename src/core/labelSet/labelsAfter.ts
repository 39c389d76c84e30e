import type { Label } from '../labels.ts';
import type { LabelSettings } from '../projectFile/editLabels.ts';
import type { LabelField, LabelsInColumns, LabelsInField } from '../projectFile/labelField.ts';
import type { SchemaChange } from '../store/schemaChange.ts';

/**
 * The label set after a change, with the query's target and the map or the columns of the label field. The
 * replacement of a label inherits its key, colour and description; labels merged into an existing
 * one lose theirs.
 */
export function settingsAfter(
  { labels, query, labelField }: LabelSettings,
  change: SchemaChange,
): LabelSettings {
  const after = labelsAfter(labels, change);
  return {
    labels: after,
    query: queryAfter(query, after, change),
    ...(labelField ? { labelField: columnAfter(labelField, change) } : {}),
  };
}

function queryAfter(
  query: LabelSettings['query'],
  after: readonly Label[],
  change: SchemaChange,
): LabelSettings['query'] {
  const { target, ...rest } = query;
  if (target === undefined || has(after, target)) return query;
  if (change.type === 'delete') return rest;
  const [successor = target] = 'into' in change ? change.into : 'to' in change ? [change.to] : [];
  return { ...query, target: successor };
}

/** The pool's rows keep the old names, so a value that named a label keeps its meaning. */
function columnAfter(column: LabelField, change: SchemaChange): LabelField {
  return 'field' in column ? fieldAfter(column, change) : columnsAfter(column, change);
}

function columnsAfter(group: LabelsInColumns, change: SchemaChange): LabelsInColumns {
  const keep = (still: (label: string) => boolean): LabelsInColumns => ({
    ...group,
    columns: Object.fromEntries(Object.entries(group.columns).filter(([label]) => still(label))),
  });
  switch (change.type) {
    case 'rename':
    case 'merge': {
      const merged = new Set([change.from, change.to].flat());
      const fields = Object.entries(group.columns).filter(([label]) => merged.has(label));
      // No single column shows whether any of several labels applies.
      if (fields.length !== 1) return keep((label) => !merged.has(label));
      const columns = Object.entries(group.columns).map(([label, field]) => [
        merged.has(label) ? change.to : label,
        field,
      ]);
      return { ...group, columns: Object.fromEntries(columns) as Record<string, string> };
    }
    case 'delete':
      return keep((label) => label !== change.label);
    case 'split':
      // It is unknown which part of the split the column now means.
      return keep((label) => label !== change.from);
    case 'add':
    case 'edit':
    case 'read':
    case 'defaults':
      return group;
  }
}

function fieldAfter(column: LabelsInField, change: SchemaChange): LabelsInField {
  const { map = {} } = column;
  switch (change.type) {
    case 'rename':
    case 'merge': {
      const gone = [change.from].flat().filter((name) => name !== change.to);
      const led = Object.entries(map).map(([value, label]) => [
        value,
        gone.includes(label) ? change.to : label,
      ]);
      const named = gone
        .filter((name) => column.use !== 'ignore' && !Object.hasOwn(map, name))
        .map((name) => [name, change.to]);
      return withMap(column, [...led, ...named]);
    }
    case 'delete':
      return withMap(
        column,
        Object.entries(map).filter(([, label]) => label !== change.label),
      );
    case 'split':
      // It is unknown which part of the split a value now means.
      return withMap(
        column,
        Object.entries(map).filter(([, label]) => label !== change.from),
      );
    case 'add':
    case 'edit':
    case 'read':
    case 'defaults':
      return column;
  }
}

function withMap({ map, ...column }: LabelsInField, entries: readonly string[][]): LabelsInField {
  // A value that is the label's own name needs no entry.
  const needed = entries.filter(([value, label]) => value !== label);
  if (needed.length === 0 && map === undefined) return column;
  return { ...column, map: Object.fromEntries(needed) as Record<string, string> };
}

function labelsAfter(labels: readonly Label[], change: SchemaChange): readonly Label[] {
  switch (change.type) {
    case 'read':
      return labels;
    case 'add':
      return has(labels, change.label.name) ? labels : [...labels, change.label];
    case 'edit':
      return labels.map((label) => (label.name === change.label.name ? change.label : label));
    case 'rename':
      return replaced(labels, [change.from], [change.to]);
    case 'merge':
      return replaced(labels, change.from, [change.to]);
    case 'delete':
      return labels.filter(({ name }) => name !== change.label);
    case 'split':
      return replaced(labels, [change.from], change.into);
    case 'defaults':
      return labels;
  }
}

/** The first removed label is replaced in place by the new ones. */
function replaced(
  labels: readonly Label[],
  gone: readonly string[],
  come: readonly string[],
): readonly Label[] {
  const added = come.filter((name) => !has(labels, name));
  let room = true;
  return labels.flatMap((label) => {
    if (!gone.includes(label.name) || come.includes(label.name)) return [label];
    if (!room) return [];
    room = false;
    return added.map((name, i) => (i === 0 ? { ...label, name } : { name }));
  });
}

function has(labels: readonly Label[], name: string): boolean {
  return labels.some((label) => label.name === name);
}
