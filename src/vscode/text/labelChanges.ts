import type { Localize } from '../../core/localize.ts';
import { count } from './numbers.ts';
import type { SchemaChange } from '../../core/store/schemaChange.ts';

/** “Refund”, “Billing” */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(', ');
}

/** "34 annotations", with a localised number. */
export function annotations(number: number, language: string, localize: Localize): string {
  return number === 1
    ? localize('1 annotation')
    : localize('{0} annotations', count(number, language));
}

/** “Refund” → “Money back”; independent of the language. */
export function formatChange(change: SchemaChange): string {
  switch (change.type) {
    case 'rename':
    case 'merge':
      return `${quoted([change.from].flat().filter((name) => name !== change.to))} → ${quoted([change.to])}`;
    case 'split':
      return `${quoted([change.from])} → ${quoted(change.into)}`;
    case 'delete':
      return `− ${quoted([change.label])}`;
    case 'add':
      return `+ ${quoted([change.label.name])}`;
    case 'edit':
      return quoted([change.label.name]);
    case 'read':
      return change.path;
    case 'defaults':
      return `${change.before} → ${change.set}`;
  }
}
