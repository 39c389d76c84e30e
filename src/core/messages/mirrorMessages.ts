import type { Message, NoParams } from './message.ts';

/** Messages about the mirror, the file of labels beside the project file. */
export interface MirrorMessages {
  'mirror.lineNotJson': NoParams;
  'mirror.lineNotAnObject': NoParams;
  'mirror.lineLacks': { readonly key: 'record' | 'annotator' };
  'mirror.lineWithoutTime': NoParams;
  'mirror.lineWithoutAnswer': NoParams;
  'mirror.lineKept': { readonly file: string; readonly line: number; readonly why: Message };
  'mirror.takenOver': { readonly file: string; readonly annotations: number };
  'mirror.foreign': { readonly file: string; readonly annotations: number };
  /** Here and below, `why`: the operating system's message. */
  'mirror.notRead': { readonly file: string; readonly why: string };
  'mirror.notWritten': { readonly file: string; readonly why: string };
}
