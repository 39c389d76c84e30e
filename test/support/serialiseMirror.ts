import { mirrorPieces, writtenLine, type MirrorRest } from '../../src/core/interchange/mirror.ts';
import type { StoredAnswer } from '../../src/core/store/store.ts';

/** The mirror of these answers as one text. */
export function serialiseMirror(answers: Iterable<StoredAnswer>, rest: MirrorRest = {}): string {
  const lines = [...answers].flatMap((answer) => writtenLine(answer) ?? []);
  return [...mirrorPieces(lines, rest)].join('');
}
