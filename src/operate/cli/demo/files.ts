import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Address } from 'viem';
import { stringify } from 'yaml';
import { importKey } from '../../../execute/transactions/keystore.js';
import { writePrivateFile } from '../../../execute/transactions/privateFile.js';
import type { LabAccount } from '../../../lab/accounts.js';
import type { Lab } from '../../../lab/lab.js';

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
  lab: Pick<Lab, 'chainId' | 'wsUrl' | 'tokens' | 'venues'>,
  { address, privateKey }: LabAccount,
  seed: number,
): Promise<DemoFiles> {
  const folder = join('.ballast', 'demo', `seed-${seed}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = {
    folder,
    settings: join(folder, 'ballast.yaml'),
    strategy: join(folder, 'guarded.yaml'),
    ledger: join(folder, 'ledger.db'),
  };
  const { chainId, wsUrl, tokens, venues } = lab;
  const declared = Object.fromEntries(
    Object.entries(tokens).map(([symbol, { underlying, ...token }]) => [
      symbol,
      underlying ? { ...token, underlying } : token,
    ]),
  );
  const lab31337 = { id: chainId, endpoints: [wsUrl], confirmations: 1, tokens: declared, venues };
  const sampled = { file: 'ledger.db', sampleEvery: '10m' };
  const [keystore, passwordFile] = ['guarded.key.json', 'guarded.password'];
  const password = randomBytes(16).toString('hex');
  await writePrivateFile(join(folder, passwordFile), password);
  await importKey({ file: join(folder, keystore), password, privateKey });
  const keys = [{ account: address, keystore, passwordFile }];
  writeFileSync(files.settings, stringify({ chains: { lab: lab31337 }, ledger: sampled, keys }));
  writeFileSync(files.strategy, strategyText(address));
  return files;
}

const strategyText = (account: Address): string => `# What guards the account in the demo.
name: guarded
chain: lab
account: '${account}'
mode: live

watch:
  - lyra: ETH
  - perp-v2: ETH
  - wallet: [USDC, sUSD, sETH]

rules:
  - deleverage: perp-v2 *
    when: health < 1.2
    to: 1.6
    maxSlippage: 150bps
  - topUp: perp-v2 *
    when: health < 4
    to: 6
    from: wallet USDC
  - topUp: lyra *
    when: health < 1.15
    to: 1.3
    from: [wallet sUSD, wallet sETH]
  - hedge: ETH
    when: abs(delta) > 0.5
    to: 0
    on: perp-v2 ETH
    maxSlippage: 100bps
    minimum: 0.1

limits:
  order: 25_000 usd
  slippage: 200bps
  hour: { orders: 60 }
  day: { turnover: 250_000 usd, orders: 400, gas: 1 eth }
`;
