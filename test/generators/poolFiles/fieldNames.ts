import type { Rng } from '../../../src/core/rng.ts';
import { chance, pick } from './draws.ts';
import type { Language } from './texts.ts';

/** The content of a column. */
export type Role = 'id' | 'title' | 'text' | 'label' | 'number' | 'date' | 'category' | 'nested';

export type NameOddity =
  | 'repeated-names'
  | 'blank-names'
  | 'digit-names'
  | 'bracket-names'
  | 'long-names'
  | 'full-stop-names'
  | 'name-as-value'
  | 'quoted-names'
  | 'dotted-names'
  | 'spaced-names'
  | 'prototype-names'
  | 'unicode-names';

const ORDINARY: Readonly<Record<Role, readonly string[]>> = {
  id: ['id', 'tweet_id', 'ID', 'doc_id', 'record', 'review_id', 'key', 'uuid'],
  title: ['title', 'subject', 'headline', 'Summary'],
  text: [
    'text',
    'Text',
    'review',
    'comment',
    'body',
    'sentence',
    'message',
    'content',
    'utterance',
  ],
  label: ['label', 'Label', 'category', 'sentiment', 'class', 'intent', 'target', 'topic'],
  number: ['score', 'likes', 'rating', 'length', 'price', 'confidence', 'n_votes'],
  date: ['date', 'created_at', 'timestamp', 'Date', 'posted'],
  category: ['source', 'channel', 'lang', 'user', 'country'],
  nested: ['tags', 'meta', 'messages', 'entities'],
};

const ODD: Partial<Readonly<Record<NameOddity, readonly string[]>>> = {
  'digit-names': ['1st answer', '2023 total', '5 stars?', '3rd_person', '2nd Choice'],
  'bracket-names': ['(label)', '(no label)', '[class]', '{kind}', '<tag>', '(n)'],
  'long-names': [
    'How satisfied were you with the service that you received from us, all in all?',
    'Please tell us in your own words what we could do better next time (optional)',
    'Thinking of the last 12 months, how often have you travelled with our ferries to the islands?',
    'Is there anything else that you would like to say about the bread, the butter or the boats?',
  ],
  'full-stop-names': ['Remarks.', 'No.', 'Your answer.', 'Further comments.', 'Cat.'],
  'quoted-names': ['the "verdict"', 'size 5"', '"kind"', "reader's choice"],
  'dotted-names': ['meta.lang', 'user.name', 'a.b.c', 'annotations.0.value', 'Petal.Length'],
  'spaced-names': ['Final Verdict', 'kind ', ' remark', 'Customer  Name', 'Column 1'],
  'prototype-names': ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'],
};

const UNICODE: Partial<Readonly<Record<Language, Partial<Readonly<Record<Role, string>>>>>> = {
  en: { label: 'ναί/όχι', text: 'τεξτ', number: 'σ²', category: '🏷️' },
  de: {
    text: 'Äußerung',
    label: 'Schlüsselwort',
    date: 'Prüfdatum',
    number: 'Größe',
    id: 'Schlüssel',
  },
  fr: { text: 'Réponse', label: 'Catégorie', date: 'Créé le', number: 'Numéro', id: 'Clé' },
  es: { text: 'Opinión', label: 'Categoría', date: 'Día', number: 'Puntuación', title: 'Título' },
  pl: { text: 'Treść', label: 'Etykieta główna', date: 'Dzień', number: 'Długość' },
  ru: { id: 'Номер', text: 'Текст', label: 'Метка', date: 'Дата', number: 'Оценка' },
  el: { text: 'Κείμενο', label: 'Ετικέτα', date: 'Ημερομηνία' },
  ja: { id: '番号', text: '本文', label: '分類', date: '日付', number: '点数' },
  ko: { id: '번호', text: '내용', label: '분류', date: '날짜', number: '점수' },
  zh: { id: '编号', text: '内容', label: '标签', date: '日期', number: '分数' },
  ar: { text: 'النص', label: 'التصنيف' },
};

/** Distinct ordinary names for the columns. */
export function ordinaryNames(rng: Rng, roles: readonly Role[]): string[] {
  const used = new Set<string>();
  return roles.map((role) => {
    const free = ORDINARY[role].filter((name) => !used.has(name.toLowerCase()));
    const name = free.length > 0 ? pick(rng, free) : `${role}_${used.size}`;
    used.add(name.toLowerCase());
    return name;
  });
}

/**
 * Makes some names odd, in place; at least one column keeps its ordinary name.
 * @param labels the values of the label column.
 * @returns whether the oddity applied to any column.
 */
export function makeOdd(
  rng: Rng,
  oddity: NameOddity,
  names: string[],
  roles: readonly Role[],
  labels: readonly string[],
  languages: readonly Language[],
): boolean {
  if (oddity === 'unicode-names') return translate(names, roles, languages[0]!);
  const free = roles.flatMap((role, i) => (ORDINARY[role].includes(names[i]!) ? [i] : []));
  if (free.length < 2) return false;
  // The text column is the one most often recognised by its name alone, so it mostly keeps its name.
  const others = free.filter((i) => roles[i] !== 'text');
  const at = others.length > 0 && chance(rng, 0.8) ? pick(rng, others) : pick(rng, free);
  if (oddity === 'repeated-names')
    names[at] =
      names[
        pick(
          rng,
          free.filter((i) => i !== at),
        )
      ]!;
  else if (oddity === 'blank-names') names[at] = '';
  else if (oddity === 'name-as-value') {
    const label = roles.indexOf('label');
    if (label < 0 || labels.length === 0 || !free.includes(label)) return false;
    names[label] = pick(rng, labels);
  } else {
    names[at] = pick(
      rng,
      ODD[oddity]!.filter((name) => !names.includes(name)),
    );
  }
  return true;
}

function translate(names: string[], roles: readonly Role[], language: Language): boolean {
  const translations = UNICODE[language];
  if (!translations) return false;
  roles.forEach((role, i) => {
    const translated = translations[role];
    if (translated !== undefined && !names.includes(translated)) names[i] = translated;
  });
  return true;
}
