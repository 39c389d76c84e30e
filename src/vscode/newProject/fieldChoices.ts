import type { FieldSummary } from '../../core/pool/guessFields.ts';
import type { Localize } from '../../core/localize.ts';
import type { PoolInspection } from '../ports.ts';
import { shownName } from '../text/readingText.ts';

type Inspected = Pick<PoolInspection, 'fields' | 'guess' | 'rows' | 'all'>;

/** One line of a quick pick in which fields are chosen. */
export interface FieldChoice {
  readonly label: string;
  readonly description?: string;
  /** What the field holds, from the file. */
  readonly detail?: string;
  /** Empty: none of them. */
  readonly fields: readonly string[];
}

/** What may be the text: the guess first, then every other field, those with long values first. */
export function textChoices({ guess, fields }: Inspected, localize: Localize): FieldChoice[] {
  const choices: FieldChoice[] = [];
  if (guess.text.length > 1) {
    choices.push({
      label: guess.text.map(shownName).join(' + '),
      description: localize('joined by a blank line · looks like the text'),
      detail: preview(fields.find(({ name }) => name === guess.text.at(-1))),
      fields: guess.text,
    });
  }
  const single = guess.text.length === 1 ? guess.text[0] : undefined;
  const rest = [...fields].sort(
    (a, b) => Number(b.name === single) - Number(a.name === single) || b.meanLength - a.meanLength,
  );
  for (const field of rest) {
    choices.push({
      label: shownName(field.name),
      detail: preview(field),
      fields: [field.name],
      description: field.name === single ? localize('looks like the text') : about(field, localize),
    });
  }
  return choices;
}

/** What may be the records' own id: none, or a field whose values are all different. */
export function idChoices(
  { guess, fields, rows }: Inspected,
  text: readonly string[],
  localize: Localize,
): FieldChoice[] {
  const none: FieldChoice = {
    label: localize('No id field'),
    description: localize('records are known by their text'),
    fields: [],
  };
  const choices = fields
    .filter(({ name, distinct }) => !text.includes(name) && distinct === rows)
    .map((field) => ({
      label: shownName(field.name),
      detail: preview(field),
      fields: [field.name],
      description: field.name === guess.id ? localize('looks like an id') : '',
    }));
  return guessFirst(choices, none, guess.id);
}

/** What may hold labels that exist already: none, or a field with few different values. */
export function labelFieldChoices(
  { guess, fields, all }: Inspected,
  taken: readonly string[],
  localize: Localize,
): FieldChoice[] {
  const none: FieldChoice = {
    label: localize('No labels yet'),
    description: localize('I type the labels myself'),
    fields: [],
  };
  const choices = fields
    .filter(({ name, distinct, filled }) => !taken.includes(name) && mayBeLabels(distinct, filled))
    .map((field) => ({
      label: shownName(field.name),
      detail: preview(field),
      fields: [field.name],
      description: [
        ...(field.name === guess.label ? [localize('looks like labels')] : []),
        // A sample tells the least there are.
        all
          ? localize('{0} values', field.distinct)
          : localize('{0} values or more', field.distinct),
      ].join(' · '),
    }));
  return guessFirst(choices, none, guess.label);
}

/** What may be shown beside the text. */
export function contextChoices(
  { fields }: Pick<Inspected, 'fields'>,
  taken: readonly string[],
  localize: Localize,
): FieldChoice[] {
  return fields
    .filter(({ name }) => !taken.includes(name))
    .map((field) => ({
      label: shownName(field.name),
      description: about(field, localize),
      detail: preview(field),
      fields: [field.name],
    }));
}

/** The guess, then none, then the others; without a guess, none comes first. */
function guessFirst(
  fields: readonly FieldChoice[],
  none: FieldChoice,
  guess: string | undefined,
): FieldChoice[] {
  const isGuess = (choice: FieldChoice): boolean =>
    guess !== undefined && choice.fields[0] === guess;
  return [...fields.filter(isGuess), none, ...fields.filter((field) => !isGuess(field))];
}

/** More values than this are labels only if most of them come again. */
const usualLabels = 100;

function mayBeLabels(distinct: number, filled: number): boolean {
  return distinct > 1 && (distinct <= usualLabels || distinct * 2 <= filled);
}

function about({ distinct, meanLength }: FieldSummary, localize: Localize): string {
  return localize('{0} values of about {1} characters', distinct, Math.round(meanLength));
}

/** Examples on one line; the quick pick cuts it off at its own width. */
function preview(field: FieldSummary | undefined): string {
  const examples = field?.examples ?? [];
  return examples.map((example) => example.replace(/\s+/g, ' ').slice(0, 80)).join('  ·  ');
}
