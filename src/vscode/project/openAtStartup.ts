import type { Projects } from './projects.ts';
import { settings } from '../settings.ts';

/** Finds the projects of the window, and opens the panel if the user wishes so. */
export async function openAtStartup(
  projects: Pick<Projects, 'find' | 'all'>,
  openPanel: () => void,
): Promise<void> {
  await projects.find();
  if (settings.openOnStartup() && projects.all.length > 0) openPanel();
}
