import type { PoolRecord } from '../../core/record.ts';

/** "reviews.jsonl:1042" */
export function sourceOf({ file, line }: PoolRecord): string {
  return `${file.split(/[/\\]/).at(-1)!}:${line}`;
}
