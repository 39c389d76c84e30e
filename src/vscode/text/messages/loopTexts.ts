import type { LoopMessages } from '../../../core/messages/loopMessages.ts';
import type { Texts } from './texts.ts';

export const loopTexts: Texts<LoopMessages> = {
  'engine.gaveUp': ({ why }, localize, text) =>
    localize(
      'The engine keeps ending ({0}). Your labels are safe; records already here can still be answered. See the log, then try again.',
      text(why),
    ),
  'engine.restarted': ({ why }, localize, text) =>
    localize(
      'The engine ended ({0}) and is being started again. Your labels are safe; go on with the records already here.',
      text(why),
    ),
  'strategy.failed': ({ why }, localize, text) =>
    localize('{0} Until then records are asked at random.', text(why)),
};
