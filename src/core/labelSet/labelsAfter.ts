import type { Label } from '../labels.ts';
import type { LabelSettings } from '../projectFile/editLabels.ts';
import type { SchemaChange } from '../store/events.ts';

/**
 * The label set after a change, with the label that the query looks for. What takes the place of a
 * label inherits its key, colour and description; labels that are merged into one of them lose theirs.
 */
export function settingsAfter(
  { labels, query }: LabelSettings,
  change: SchemaChange,
): LabelSettings {
  const { target } = query;
  const after = labelsAfter(labels, change);
  if (target === undefined || after.some(({ name }) => name === target)) {
    return { labels: after, query };
  }
  if (change.type === 'delete') {
    const { target: _, ...rest } = query;
    return { labels: after, query: rest };
  }
  const [successor = target] = 'into' in change ? change.into : 'to' in change ? [change.to] : [];
  return { labels: after, query: { ...query, target: successor } };
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

/** The first that goes makes room for those that come. */
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
