// A project on disk, trained as in a window, and the predictions that its panel shows.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AcquisitionRegistry } from '../../../src/core/acquisition/registry.ts';
import type { Prediction } from '../../../src/core/engine/modelApi.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { recordIdOf, type RecordId } from '../../../src/core/record.ts';
import { openSession } from '../../../src/host/openSession.ts';
import type { Session } from '../../../src/vscode/ports.ts';
import { writeProject, type ProjectOnDisk } from './projects.ts';

/** Opens a project as a window does. @param file of the project */
export function openWindow(file: string): Promise<Session> {
  const { project } = parseProjectFile(readFileSync(file, 'utf8'));
  const folder = dirname(file);
  return openSession(
    {
      file,
      name: basename(file, '.marginalia.json'),
      project: project!,
      annotator: 'ada',
      trusted: true,
      allowDownload: false,
      exactVectors: true,
    },
    {
      engineModule: join(import.meta.dirname, '../../../src/engine/main.ts'),
      modelsDir: join(folder, 'models'),
      backendsDir: join(folder, 'backends'),
      backupsDir: join(folder, 'backups'),
      log: () => undefined,
      acquisitions: new AcquisitionRegistry(),
    },
  );
}

export interface TrainedProject {
  readonly folder: string;
  /** Path of the project file. */
  readonly file: string;
  /** The predictions in the panel by record, without blind records. */
  readonly panel: ReadonlyMap<RecordId, Prediction>;
}

/** Writes a project and trains a round. */
export async function trainedProject(
  folder: string,
  onDisk: ProjectOnDisk,
): Promise<TrainedProject> {
  const file = writeProject(folder, onDisk);
  const session = await openWindow(file);
  try {
    const { learner } = session;
    await learner.start();
    await learner.retrain();
    const ids = [...new Set(onDisk.rows.map(({ text }) => recordIdOf(text)))];
    const details = await learner.records.details(ids);
    const panel = new Map(
      details.flatMap(({ id, prediction }) => (prediction ? [[id, prediction]] : [])),
    );
    return { folder, file, panel };
  } finally {
    await session.close();
  }
}
