/**
 * Takes the README's pictures of the real extension: installs the VSIX in the VS Code server, opens the
 * sample project, labels it by keys with the true labels, and takes screenshots and a film of the window.
 *
 *   npm run pictures
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { filmLabelling } from './filmLabelling.ts';
import { answerTruly, onSample } from './sampleAnnotator.ts';

const pictures = join(import.meta.dirname, '../../media/readme');
const answers = 180;

async function photograph(name: string): Promise<void> {
  await onSample(
    { theme: 'Default Dark Modern', size: { width: 1400, height: 860 } },
    async (workbench, panel) => {
      for (let i = 0; i < answers; i++) await answerTruly(panel);
      await workbench.runCommand('View: Close Primary Side Bar');
      await workbench.runCommand('Marginalia: Show Metrics');
      const metrics = await workbench.panel(/^Metrics/);
      await metrics.frame.waitForSelector('canvas');
      // Moves the pointer off the last button so that its tooltip disappears.
      await workbench.page.mouse.move(700, 700);
      await workbench.page.locator('.monaco-hover').first().waitFor({ state: 'hidden' });
      await workbench.page.screenshot({ path: join(pictures, `${name}.png`) });
    },
  );
}

mkdirSync(pictures, { recursive: true });
await photograph('panel-dark');
await filmLabelling(join(pictures, 'labelling.gif'));
