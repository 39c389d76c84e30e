import { writeFileSync } from 'node:fs';
import type { Panel } from '../harness/panel.ts';
import type { Workbench } from '../harness/workbench.ts';
import { Film } from './film.ts';
import { KeyChip } from './keyChip.ts';
import { answerTruly, onSample } from './sampleAnnotator.ts';

/** Answers given before the film begins, so that there is a model and a curve. */
const before = 58;
/** Records answered at reading pace. */
const read = 9;
/** The film then runs fast until this many records are answered in total. */
const until = 200;

/** How long frames are shown, in milliseconds. */
const pace = { reading: 1000, pressing: 450, running: 600, end: 3000 };

/** Room for the panel and the metrics, scaled to a picture of 900 × 630. */
const filmed = { width: 1200, height: 840, scale: 0.75 };

/** Films labelling by keys, with the metrics beside the panel, and writes an animated GIF. */
export async function filmLabelling(file: string): Promise<void> {
  const scene = {
    theme: 'Default Dark Modern',
    size: filmed,
    settings: {
      'workbench.activityBar.location': 'hidden',
      'workbench.layoutControl.enabled': false,
      'window.commandCenter': false,
      'window.title': '${folderName}',
    },
  };
  await onSample(scene, async (workbench, panel) => {
    await workbench.runCommand('View: Close Primary Side Bar');
    for (let i = 0; i < before; i++) await answerTruly(panel);
    await workbench.runCommand('Marginalia: Show Metrics');
    const metrics = await workbench.panel(/^Metrics/);
    await metrics.frame.waitForSelector('canvas');
    await settled(workbench);
    const chip = await KeyChip.on(workbench.page);
    const film = new Film(workbench.page);

    for (let i = 0; i < read; i++) {
      await film.frame(pace.reading);
      await answerTruly(panel, async ({ key, label }) => {
        await chip.show(key, label);
        await film.frame(pace.pressing);
        await chip.hide();
      });
      await counted(metrics, before + i + 1);
    }
    await film.frame(pace.reading);
    await chip.show('»', 'and so on');
    let shown = await roundsOf(metrics);
    for (let i = before + read; i < until; i++) {
      await answerTruly(panel);
      const rounds = await roundsOf(metrics);
      if (rounds > shown) await film.frame(pace.running);
      shown = rounds;
    }
    await chip.hide();
    await settled(workbench);
    await film.frame(pace.end);
    writeFileSync(file, await film.gif());
  });
}

/** Waits until the metrics count this many answers. */
async function counted(metrics: Panel, answers: number): Promise<void> {
  await metrics.frame.waitForFunction(
    (wanted) => document.querySelector('.summary')?.textContent?.includes(`${wanted} labelled`),
    answers,
  );
}

async function roundsOf(metrics: Panel): Promise<number> {
  return metrics.frame.locator('.rounds tbody tr').count();
}

/** Waits until background work has ended and the tooltip of the buttons that opened the panels is gone. */
async function settled({ page }: Workbench): Promise<void> {
  await page.mouse.move(filmed.width / 2, filmed.height - 10);
  await page.locator('.monaco-hover').first().waitFor({ state: 'hidden' });
  await page.locator('.part.statusbar .codicon-sync').waitFor({ state: 'detached' });
}
