import type { FieldSummary } from '../../core/pool/guessFields.ts';
import type { Localize } from '../../core/localize.ts';
import type { PoolInspection } from '../ports.ts';
import { shownName } from '../text/readingText.ts';

type InspectedPool = Pick<PoolInspection, 'fields' | 'guess' | 'flags' | 'rows' | 'all'>;

/** An entry of a quick pick of fields. */
export interface FieldChoice {
  readonly label: string;
  readonly description?: string;
  /** A preview of the field's values. */
  readonly detail?: string;
  /** Empty for "none". */
  readonly fields: readonly string[];
  /** Columns; several may be chosen. */
  readonly isGroup?: true;
}

/** Candidates for the text: the guess first, then all other fields, long values first. */
export function textChoices(
  { guess, fields }: Pick<InspectedPool, 'guess' | 'fields'>,
  localize: Localize,
): FieldChoice[] {
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

/** Candidates for the record id: none, or a field with distinct values. */
export function idChoices(
  { guess, fields, rows }: Omit<InspectedPool, 'flags' | 'all'>,
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

/** Candidates for existing labels: none, or a field with few distinct values. */
export function labelFieldChoices(
  { guess, fields, all }: Omit<InspectedPool, 'flags' | 'rows'>,
  used: readonly string[],
  localize: Localize,
): FieldChoice[] {
  const none: FieldChoice = {
    label: localize('No labels yet'),
    description: localize('I type the labels myself'),
    fields: [],
  };
  const choices = fields
    .filter(
      ({ name, distinct, filled }) =>
        !used.includes(name) && (name === guess.label || mayBeLabels(distinct, filled)),
    )
    .map((field) => ({
      label: shownName(field.name),
      detail: preview(field),
      fields: [field.name],
      description: [
        ...(field.name === guess.label ? [localize('looks like labels')] : []),
        // A sample gives only a lower bound.
        all
          ? localize('{0} values', field.distinct)
          : localize('{0} values or more', field.distinct),
      ].join(' · '),
    }));
  return guessFirst(choices, none, guess.label);
}

/** Fewer columns are no choice. */
const fewestColumns = 2;

/** Columns of 0 and 1, one for each label: those that look like it, or else all others. */
export function flagChoices(
  { guess, flags }: Pick<InspectedPool, 'guess' | 'flags'>,
  used: readonly string[],
  localize: Localize,
): { readonly guessed: FieldChoice[]; readonly remaining: FieldChoice[] } {
  const unused = (fields: readonly string[]): string[] =>
    fields.filter((field) => !used.includes(field));
  const choiceOf = (fields: readonly string[], isGuess: boolean): FieldChoice[] =>
    fields.length < fewestColumns
      ? []
      : [
          {
            label: localize('{0} columns of 0 and 1', fields.length),
            ...(isGuess && { description: localize('look like labels') }),
            detail: fields.map(shownName).join('  ·  '),
            fields,
            isGroup: true,
          },
        ];
  const guessed = unused(guess.columns ?? []);
  return guessed.length > 0
    ? { guessed: choiceOf(guessed, true), remaining: [] }
    : { guessed: [], remaining: choiceOf(unused(flags), false) };
}

/** Fields that can be shown beside the text. */
export function contextChoices(
  { fields }: Pick<InspectedPool, 'fields'>,
  used: readonly string[],
  localize: Localize,
): FieldChoice[] {
  return fields
    .filter(({ name }) => !used.includes(name))
    .map((field) => ({
      label: shownName(field.name),
      description: about(field, localize),
      detail: preview(field),
      fields: [field.name],
    }));
}

/** The guess, then none, then the others; without a guess, none is first. */
function guessFirst(
  fields: readonly FieldChoice[],
  none: FieldChoice,
  guess: string | undefined,
): FieldChoice[] {
  const isGuess = (choice: FieldChoice): boolean =>
    guess !== undefined && choice.fields[0] === guess;
  return [...fields.filter(isGuess), none, ...fields.filter((field) => !isGuess(field))];
}

/** A field with more distinct values counts as labels only if most values repeat. */
const usualLabels = 100;

function mayBeLabels(distinct: number, filled: number): boolean {
  return distinct > 1 && (distinct <= usualLabels || distinct * 2 <= filled);
}

function about({ distinct, meanLength }: FieldSummary, localize: Localize): string {
  return localize('{0} values of about {1} characters', distinct, Math.round(meanLength));
}

/** Examples on one line; the quick pick truncates it. */
function preview(field: FieldSummary | undefined): string {
  const examples = field?.examples ?? [];
  return examples.map((example) => example.replace(/\s+/g, ' ').slice(0, 80)).join('  ·  ');
}
