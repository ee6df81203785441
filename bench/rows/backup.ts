import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { unixMillis } from '../../src/model/units.js';
import { backUpApart } from '../../src/operate/care/backUpApart.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import { sampleOrder, workOf } from '../../src/record/testing/sample.js';
import type { Contest } from '../contest.js';

/** MiB of a ledger that has been kept for long. */
const size = Number(process.env['BALLAST_BENCH_MIB'] ?? 2_048);
const at = unixMillis(1_700_000_000_000);
/** Milliseconds between two commits, as ticks come. */
const pace = 20;
const alone = 250;

/**
 * What a commit of the keeper takes while its ledger is backed up beside it, and while nothing is: copied, hashed and read from end to
 * end twice by a process that goes after it. On disk, synced, with the chain of the audit.
 */
export function contests(): Contest[] {
  const took: Record<'alone' | 'beside', number[]> = { alone: [], beside: [] };
  let backup = { seconds: 0, mebibytes: 0 };
  return [
    {
      title: `commits while a ledger of ${size.toLocaleString('en')} MiB is backed up`,
      unit: 's',
      repeats: 1,
      contestants: [
        {
          name: 'the backup, read to its end',
          per: 1,
          run: async () => {
            const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
            try {
              const file = join(folder, 'ballast.db');
              fill(file);
              const ledger = openLedger({ file });
              for (let i = 0; i < alone; i++) took.alone.push(await commit(ledger));
              let isOver = false;
              const began = performance.now();
              const making = backUpApart({
                ...{ ledger: file, settings: { file: join(folder, 'none.yaml'), keys: [] }, strategies: [] },
                ...{ to: join(folder, 'backups'), version: 'bench', at },
              }).finally(() => {
                isOver = true;
              });
              while (!isOver) took.beside.push(await commit(ledger));
              const { bytes } = await making;
              const elapsed = performance.now() - began;
              backup = { seconds: elapsed / 1_000, mebibytes: bytes / 2 ** 20 };
              ledger.close();
              return elapsed * 1e6;
            } finally {
              rmSync(folder, { recursive: true, force: true });
            }
          },
        },
      ],
      lines: () => {
        const [quiet, busy] = [shares(took.alone), shares(took.beside)];
        return [
          {
            say: `${backup.mebibytes.toFixed(0)} MiB in ${backup.seconds.toFixed(1)} s, ${took.beside.length} commits meanwhile`,
          },
          { say: `a commit alone: ${quiet.said}` },
          // A tick has a quarter of a second on the quickest chain; a machine that is busy with something else is slow without a backup too.
          {
            say: `a commit beside it: ${busy.said}; 99 of 100 within 100 ms, or twice what they take alone`,
            met: busy.p99 <= Math.max(100, 2 * quiet.p99),
          },
        ];
      },
    },
  ];
}

/** Blobs that no row names: what is in it does not matter to whoever copies it. */
function fill(file: string): void {
  openLedger({ file }).close();
  const client = new SqliteClient(file);
  client.pragma('journal_mode = WAL');
  client.pragma('synchronous = OFF');
  const insert = client.prepare('insert into parts (hash, data, at) values (?, ?, 0)');
  const blob = randomBytes(2 ** 20);
  while (statSync(file).size < size * 2 ** 20) {
    client.transaction(() => {
      for (let i = 0; i < 32; i++) insert.run(randomBytes(32).toString('hex'), blob);
    })();
    client.pragma('wal_checkpoint(TRUNCATE)');
  }
  client.close();
}

/** Milliseconds that the thread was held. */
async function commit(ledger: Ledger): Promise<number> {
  const work = workOf(sampleOrder({ createdAt: at }));
  const began = performance.now();
  await ledger.commit(work);
  const took = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, pace));
  return took;
}

function shares(times: readonly number[]): { said: string; p99: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const p99 = at(0.99);
  return { said: `${at(0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)}, at most ${at(1).toFixed(1)}`, p99 };
}
