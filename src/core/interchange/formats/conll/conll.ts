import type { Format } from '../format.ts';
import { aroundAnswers } from '../loss.ts';
import { looksLikeConll, readConll } from './readConll.ts';
import { writeConll } from './writeConll.ts';

/** A word and its tag per line, with an empty line between sentences. */
export const conll: Format = {
  name: 'conll',
  title: 'CoNLL',
  rows: 'lines',
  tasks: ['spans'],
  lacks: ['id', 'skipped', ...aroundAnswers, 'noAnswer', 'unjudged', 'unusedLabel'],
  recognises: looksLikeConll,
  read: readConll,
  write: writeConll,
  spell: (label) => label.trim().replace(/\s+/g, '_'),
};
