import { holdoutRun, holdoutScenes } from '../harness/holdoutRuns.ts';

const runs = 1000;

/** Coverage of the 95 % interval of the hold-out accuracy over 1,000 seeded projects, as Markdown. */
export function reportHoldout(): string {
  const rows = holdoutScenes.map((scene) => {
    const all = Array.from({ length: runs }, (_, seed) => holdoutRun(scene, seed));
    const parts = all.flatMap(({ partCovers }) => partCovers ?? []);
    const share = (covers: readonly boolean[]): string =>
      covers.length === 0
        ? '–'
        : `${((100 * covers.filter(Boolean).length) / covers.length).toFixed(1)} %`;
    const cells = [
      share(all.map(({ covers }) => covers)),
      share(parts),
      share(all.map(({ naiveCovers }) => naiveCovers)),
    ];
    return `| ${scene} | ${cells.join(' | ')} |`;
  });
  return [
    '| scene | covers | while it speaks of a part | if every answer counted at once |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
