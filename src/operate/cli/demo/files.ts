import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Address } from 'viem';
import { stringify } from 'yaml';
import { packageRoot } from '../../../config/packageRoot.js';
import { importKey } from '../../../execute/transactions/keystore.js';
import { writePrivateFile } from '../../../execute/transactions/privateFile.js';
import type { Stage } from './stage.js';

export interface DemoFiles {
  folder: string;
  settings: string;
  strategy: string;
  ledger: string;
}

/**
 * Writes what an operator would have written for the lab's chain, key and all. A folder a seed; an earlier run's is
 * replaced.
 */
export async function writeDemoFiles(
  { chainId, wsUrl, tokens, venues, strategy, guarded }: Stage,
  seed: number,
  { sampleEvery = '10m', limits = [] }: { sampleEvery?: string; limits?: readonly string[] } = {},
): Promise<DemoFiles> {
  const folder = join('.ballast', 'demo', `seed-${seed}`);
  rmSync(folder, { recursive: true, force: true });
  // A key is refused where others could swap it, and some users' folders are their group's to write.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = {
    folder,
    settings: join(folder, 'ballast.yaml'),
    strategy: join(folder, strategy),
    ledger: join(folder, 'ledger.db'),
  };
  const declared = Object.fromEntries(
    Object.entries(tokens).map(([symbol, { underlying, ...token }]) => [
      symbol,
      underlying ? { ...token, underlying } : token,
    ]),
  );
  const lab31337 = { id: chainId, endpoints: [wsUrl], confirmations: 1, tokens: declared, venues };
  const sampled = { file: 'ledger.db', sampleEvery };
  const [keystore, passwordFile] = ['guarded.key.json', 'guarded.password'];
  const password = randomBytes(16).toString('hex');
  await writePrivateFile(join(folder, passwordFile), password);
  await importKey({ file: join(folder, keystore), password, privateKey: guarded.privateKey });
  const keys = [{ account: guarded.address, keystore, passwordFile }];
  writeFileSync(files.settings, stringify({ chains: { lab: lab31337 }, ledger: sampled, keys }));
  writeFileSync(files.strategy, strategyText(strategy, guarded.address, limits));
  return files;
}

/** The strategy that is shipped, live, on the lab's chain and account, with these lines added to its limits. */
function strategyText(name: string, account: Address, limits: readonly string[]): string {
  const shipped = readFileSync(join(packageRoot, 'strategies', name), 'utf8');
  const schema = relative(resolve('.ballast', 'demo', 'seed'), join(packageRoot, 'strategies', 'strategy.schema.json'));
  return shipped
    .replace('$schema=./strategy.schema.json', `$schema=${schema}`)
    .replace(/^chain: \w+/m, 'chain: lab')
    .replace(/\$\{BOOK_ACCOUNT\}/, `'${account}'`)
    .replace('mode: shadow', 'mode: live')
    .replace(/^limits:\n/m, ['limits:', ...limits.map((line) => `  ${line}`), ''].join('\n'));
}
