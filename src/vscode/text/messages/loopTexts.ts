import type { LoopMessages } from '../../../core/messages/loopMessages.ts';
import type { Texts } from './texts.ts';

export const loopTexts: Texts<LoopMessages> = {
  'engine.gaveUp': ({ why }, localize, text) =>
    localize(
      'The engine keeps stopping ({0}). Your labels are safe; records already here can still be answered. See the log, then try again.',
      text(why),
    ),
  'engine.restarted': ({ why }, localize, text) =>
    localize(
      'The engine stopped unexpectedly ({0}) and is restarting. Your labels are safe; you can go on with the records already here.',
      text(why),
    ),
  'strategy.failed': ({ why }, localize, text) =>
    localize('{0} Until then, records are asked at random.', text(why)),
  'loop.finished': ({ between }, localize) =>
    between === 0
      ? localize('Nothing is left to ask: every record of the pool is answered.')
      : localize(
          'Nothing is left to ask. Near-duplicates of both hold-out and training records, which are never asked: {0}.',
          between,
        ),
  'loop.finishedPart': ({ records }, localize) =>
    localize(
      'Nothing is left to ask among the {0} records that the model has embedded. “Embed All” (in the status bar’s menu) adds the others.',
      records,
    ),
  'loop.notEmbedded': (_, localize) =>
    localize(
      'The records are not embedded, so there is nothing to train on. Resume the embedding from the status bar.',
    ),
  'loop.nothingToTrainOn': (_, localize) =>
    localize(
      'Training needs answers with at least two different labels outside the hold-out. Label a few more records, then retrain.',
    ),
  'answer.notBeingAsked': (_, localize) =>
    localize(
      'This record is not the one being asked any more, so the answer was not saved. Answer it from the history instead.',
    ),
  'answer.skippedElsewhere': (_, localize) =>
    localize(
      'Another window skipped this record. It is asked again here: label it, or leave it skipped.',
    ),
  'answer.labelledElsewhere': ({ labels }, localize) => {
    if (labels.length === 1) {
      return localize(
        'Another window gave this record the label “{0}”. It is shown again here with that label: give it another one, or leave it.',
        labels[0]!,
      );
    }
    return localize(
      'Another window answered this record with “{0}”. It is shown again here with that answer: change it, or leave it.',
      labels.length === 0 ? localize('None of these') : labels.join(', '),
    );
  },
  'answer.otherTask': ({ task }, localize) =>
    task === 'multi'
      ? localize('Records of this project can have several labels: choose them, then press Enter.')
      : localize('Records of this project have one label each: choose one.'),
  'answer.changedElsewhere': (_, localize) =>
    localize('Another window changed the answer to this record. Look at it, then change it again.'),
  'answer.someElsewhere': ({ records }, localize) =>
    localize(
      'Another window answered {0} of these records. Look at them, then try again.',
      records,
    ),
  'answer.importedElsewhere': ({ from, records }, localize) =>
    records === 1
      ? localize(
          'Another window or program imported an answer from {0}. “Undo Import…” takes it back.',
          from,
        )
      : localize(
          'Another window or program imported answers from {0}: {1} records. “Undo Import…” takes them back.',
          from,
          records,
        ),
  'answer.notALabel': ({ label, labels }, localize) =>
    localize(
      '"{0}" is not a label of this project. Its labels are: {1}.',
      label,
      labels.join(', '),
    ),
  'search.labelSaysNothing': ({ label }, localize) =>
    localize('“{0}” is a number or a code. Describe it with Edit Label, then search again.', label),
};
