import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { makeToken } from '../../src/operate/api/tokens.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';

/** A console that is served, and the ledger under it. */
export interface Served {
  url: string;
  ledger: Ledger;
  /** Of three people who may look: nobody may listen from more than 24 pages. */
  tokens: readonly string[];
}

/** Serves a new ledger from a thread of its own for as long as the work takes. */
export async function whileServed(fill: (ledger: Ledger) => Promise<unknown>, work: (served: Served) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
  const file = join(folder, 'ballast.db');
  const ledger = openLedger({ file });
  const made = ['ann', 'bob', 'cay'].map((name) => makeToken(name, 'viewer'));
  const tokensFile = join(folder, 'tokens');
  writeFileSync(tokensFile, made.map(({ line }) => line).join('\n'), { mode: 0o600 });
  const worker = new Worker(new URL('./server.js', import.meta.url), { workerData: { file, tokensFile } });
  try {
    const [url] = (await once(worker, 'message')) as [string];
    await fill(ledger);
    await work({ url, ledger, tokens: made.map(({ token }) => token) });
  } finally {
    worker.postMessage('stop');
    await once(worker, 'exit');
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
