import type { Projects } from './projects.ts';
import { settings } from '../settings.ts';

/** Finds the window's projects and opens the panel if the settings say so. */
export async function openAtStartup(
  projects: Pick<Projects, 'find' | 'all'>,
  openPanel: () => void,
): Promise<void> {
  await projects.find();
  if (settings.openOnStartup() && projects.all.length > 0) openPanel();
}
