// Makes one pass over the pool of a trained project and prints the cost:
// node test/bench/predictOnce.ts FOLDER embed|predict
// `embed` only computes the vectors of all texts, by the embedders that `predict` uses.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LexicalEmbedder } from '../../src/core/embed/lexicalEmbedder.ts';
import { embedders } from '../../src/host/embedders.ts';
import { predictRecords } from '../../src/host/predictRecords.ts';
import { writeFile } from '../../src/host/writeFile.ts';

export interface PassCost {
  readonly records: number;
  readonly milliseconds: number;
  /** Processor time of all threads, which is hardly affected by other load. */
  readonly processorMilliseconds: number;
  /** Peak memory of the process in bytes. */
  readonly peak: number;
}

const rowsAtATime = 512;

/** Starts a clock. */
function timing(): () => Pick<PassCost, 'milliseconds' | 'processorMilliseconds'> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    const processorMilliseconds = (user + system) / 1000;
    return { milliseconds: performance.now() - began, processorMilliseconds };
  };
}

async function embed(folder: string): Promise<Omit<PassCost, 'peak'>> {
  const bytes = await readFile(join(folder, '.marginalia/cache/reviews.lexical.embedder'));
  // The file begins with six 32-bit words and a sketch; see `lexicalCache.ts`.
  const body = bytes.subarray(4 * (6 + bytes.readUInt32LE(16)));
  const tables = [LexicalEmbedder.fromBytes(body, setImmediate), await embedders.openStatic()];
  const lines = (await readFile(join(folder, 'reviews.jsonl'), 'utf8')).trimEnd().split('\n');
  const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text);
  const took = timing();
  for (let from = 0; from < texts.length; from += rowsAtATime) {
    const some = texts.slice(from, from + rowsAtATime);
    for (const table of tables) await table.embed(some);
  }
  return { records: texts.length, ...took() };
}

async function predict(folder: string): Promise<Omit<PassCost, 'peak'>> {
  const request = {
    path: join(folder, 'reviews.marginalia.json'),
    to: 'jsonl',
    onlyUnlabelled: false,
    texts: false,
    modelsDir: join(folder, 'models'),
    trusted: true,
  } as const;
  const took = timing();
  const { rows } = await predictRecords(request, {}, (content) =>
    writeFile(join(folder, 'predictions.jsonl'), content),
  );
  return { records: rows, ...took() };
}

const [folder = '', what] = process.argv.slice(2);
const cost = await (what === 'embed' ? embed : predict)(folder);
const peak = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ ...cost, peak } satisfies PassCost));
