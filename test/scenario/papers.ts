import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockShow } from '../../src/operate/cli/block/blockShow.js';
import { tcaReport } from '../../src/operate/cli/tca/tca.js';
import type { Ledger } from '../../src/record/ledger.js';
import { listBlocks } from '../../src/record/queries/blocks.js';
import type { RecordedParent } from '../../src/record/queries/parentOrders.js';
import { writeConfirmations } from './confirmations.js';

export interface Papers {
  folder: string;
  /** A folder with one an account. */
  confirmations: string;
  /** The page about how well orders were done, as `ballast tca --html` writes it. */
  report: string;
  /** How many pictures are in it, and how many orders it tells of. */
  pictures: number;
  orders: number;
}

const day = 86_400_000;

/** Everything that is given to others when all is done: confirmations, who got what of each block, and how well it was done. */
export async function writePapers(
  ledger: Ledger,
  parents: readonly RecordedParent[],
  now: number,
  folder: string,
): Promise<Papers> {
  const confirmations = join(folder, 'confirmations');
  await writeConfirmations(ledger, parents, confirmations);
  mkdirSync(join(folder, 'blocks'), { recursive: true });
  for (const { id } of await listBlocks(ledger))
    writeFileSync(join(folder, 'blocks', `${id}.csv`), `${(await blockShow(ledger, id, now, { csv: true })).text}\n`);
  const report = join(folder, 'execution.html');
  const csv = join(folder, 'execution.csv');
  const { text } = await tcaReport(ledger, now, { since: day, by: 'block', html: report, csv });
  writeFileSync(join(folder, 'execution.txt'), `${text}\n`);
  const page = readFileSync(report, 'utf8');
  const lines = readFileSync(csv, 'utf8').trimEnd().split('\n');
  return { folder, confirmations, report, pictures: page.split('<svg').length - 1, orders: lines.length - 1 };
}
