import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keccak256 } from 'viem';
import { unixMillis } from '../../../model/units.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { insertKeptStrategy } from '../../../record/statements/proposals.js';
import { saveStrategy, startRun } from '../../../record/statements/runs.js';
import { sampleOrder, temporaryFolder, workOf } from '../../../record/testing/sample.js';

export const noon = unixMillis(Date.UTC(2026, 0, 1, 12));

/** A folder as an operator has it: ballast.yaml, a strategy, a keystore, and a ledger that has kept the strategy for an order. */
export interface KeptLedger {
  folder: string;
  settings: string;
  strategy: string;
  keystore: string;
  file: string;
  ledger: Ledger;
}

export async function keptLedger(onFinished: (forget: () => void) => void): Promise<KeptLedger> {
  const folder = temporaryFolder(onFinished);
  const [settings, strategy, keystore, file] = ['ballast.yaml', 'book.yaml', 'key.json', 'ballast.db'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  writeFileSync(settings, 'chains:\n  lab:\n    endpoints: [https://user:s3cret@node.example/v3/key]\n');
  writeFileSync(strategy, 'name: book\n');
  writeFileSync(keystore, '{"crypto":{}}');
  const ledger = openLedger({ file });
  onFinished(() => ledger.close());
  const hash = keccak256(Buffer.from('name: book\n'));
  await ledger.commit([
    startRun({ version: '1', at: noon }),
    saveStrategy({ hash, name: 'book', source: 'name: book\n', at: noon }),
    insertKeptStrategy({ strategy: 'book', file: strategy, hash, proposal: null, at: noon }),
    workOf(sampleOrder({ createdAt: noon })),
  ]);
  return { folder, settings, strategy, keystore, file, ledger };
}
