import type { FieldSummary } from '../../core/pool/guessFields.ts';
import type { Localize } from '../localize.ts';
import type { PoolInspection } from '../services.ts';

type Inspected = Pick<PoolInspection, 'fields' | 'guess' | 'rows'>;

/** One line of a quick pick in which fields are chosen. */
export interface FieldChoice {
  readonly label: string;
  readonly description?: string;
  /** What the field holds, from the file. */
  readonly detail?: string;
  /** Empty: none of them. */
  readonly fields: readonly string[];
}

/** Values up to this many look like labels. */
const mostLabels = 100;

/** What may be the text: the guess first, then every other field, those with long values first. */
export function textChoices({ guess, fields }: Inspected, l10n: Localize): FieldChoice[] {
  const choices: FieldChoice[] = [];
  if (guess.text.length > 1) {
    choices.push({
      label: guess.text.join(' + '),
      description: l10n.t('joined by a blank line · looks like the text'),
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
      label: field.name,
      detail: preview(field),
      fields: [field.name],
      description: field.name === single ? l10n.t('looks like the text') : about(field, l10n),
    });
  }
  return choices;
}

/** What may be the records' own id: none, or a field whose values are all different. */
export function idChoices(
  { guess, fields, rows }: Inspected,
  text: readonly string[],
  l10n: Localize,
): FieldChoice[] {
  const none: FieldChoice = {
    label: l10n.t('No id field'),
    description: l10n.t('records are known by their text'),
    fields: [],
  };
  const choices = fields
    .filter(({ name, distinct }) => !text.includes(name) && distinct === rows)
    .map((field) => ({
      label: field.name,
      detail: preview(field),
      fields: [field.name],
      description: field.name === guess.id ? l10n.t('looks like an id') : '',
    }));
  return guessFirst(choices, none, guess.id);
}

/** What may hold labels that exist already: none, or a field with few different values. */
export function labelFieldChoices(
  { guess, fields }: Inspected,
  taken: readonly string[],
  l10n: Localize,
): FieldChoice[] {
  const none: FieldChoice = {
    label: l10n.t('No labels yet'),
    description: l10n.t('I type the labels myself'),
    fields: [],
  };
  const choices = fields
    .filter(({ name, distinct }) => !taken.includes(name) && distinct > 1 && distinct <= mostLabels)
    .map((field) => ({
      label: field.name,
      detail: preview(field),
      fields: [field.name],
      description:
        field.name === guess.label
          ? l10n.t('looks like labels · {0} values', field.distinct)
          : l10n.t('{0} values', field.distinct),
    }));
  return guessFirst(choices, none, guess.label);
}

/** What may be shown beside the text. */
export function contextChoices(
  { fields }: Pick<Inspected, 'fields'>,
  taken: readonly string[],
  l10n: Localize,
): FieldChoice[] {
  return fields
    .filter(({ name }) => !taken.includes(name))
    .map((field) => ({
      label: field.name,
      description: about(field, l10n),
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
  const isGuess = ({ label }: FieldChoice): boolean => label === guess;
  return [...fields.filter(isGuess), none, ...fields.filter((field) => !isGuess(field))];
}

function about({ distinct, meanLength }: FieldSummary, l10n: Localize): string {
  return l10n.t('{0} values of about {1} characters', distinct, Math.round(meanLength));
}

/** Examples on one line; the quick pick cuts it off at its own width. */
function preview(field: FieldSummary | undefined): string {
  const examples = field?.examples ?? [];
  return examples.map((example) => example.replace(/\s+/g, ' ').slice(0, 80)).join('  ·  ');
}
