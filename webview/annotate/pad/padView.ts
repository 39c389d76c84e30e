import type { PadView, SessionView } from '../sessionView.ts';
import type { AnswerPad, PadRecord } from './answerPad.ts';

type ShownRecord = Pick<SessionView, 'record' | 'looking' | 'hold'>;

/** The pad as drawn for its record. */
export function padView({
  pad,
  on,
  record,
  looking,
  hold,
  ...rest
}: ShownRecord &
  Pick<PadView, 'asksNone' | 'left' | 'canReturn'> & {
    readonly pad: AnswerPad;
    readonly on: PadRecord;
  }): PadView {
  const canAnswer = looking ? looking.changing : record !== undefined && hold === undefined;
  return {
    ...rest,
    mode: pad.mode,
    marked: pad.marked(on),
    canAccept: pad.accept(on).kind === 'answer',
    canAnswer,
    canMark: canAnswer || (pad.mode === 'toggle' && hold === 'saving' && !looking),
  };
}
