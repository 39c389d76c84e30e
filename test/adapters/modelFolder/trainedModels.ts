import { join } from 'node:path';
import { projectIn, reviews } from './pools.ts';
import { addRound, type RoundOnDisk } from './roundOnDisk.ts';

/** Makes projects with a round, each in its own folder, with a path for its model. */
export function trainedModels(root: string, size: number) {
  let projects = 0;
  return async (
    round: RoundOnDisk = {},
    rows: Parameters<typeof projectIn>[1] = reviews(size),
    labels: readonly string[] = ['good', 'bad'],
  ): Promise<{ readonly project: string; readonly folder: string }> => {
    const place = join(root, `trained${projects++}`);
    const project = projectIn(join(place, 'project'), rows, labels);
    await addRound(project, round);
    return { project, folder: join(place, 'model') };
  };
}
